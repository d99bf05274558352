"""Entries to fill in, for curators who start one."""

from __future__ import annotations

_BLANKS = {
    "rule": """\
# 改好后运行 servicespeech lexicon check --lexicon 本目录；编号自定，前两位字母，不与已有的重复。
rules:
- id: XX101
  name: {name}
  category: deflection        # deflection impatience confrontation ridicule threat curt abuse
  subtype: disclaim           # 只有推诿有子类：disclaim bounce stall feign wall closed dare blame
  severity: major             # fatal major minor info
  title: {{zh: 一句话说明, en: In a few words}}
  why: {{zh: 为什么不该这么说。, en: Why it should not be said.}}
  match:
    - "{{我们|咱们}}不{{管|负责}}{{这个|这块}}"
  suggest: {{zh: "这项由{{部门}}办理，我帮您联系。"}}
  examples:
    flag: [我们不管这个, 咱们不负责这块, 我们不负责这个]
    pass: [我们负责这个, 您不用管这个, 我们不管多晚都办]
  sources:
    - {{seed: 文件名, section: 章节}}
""",
    "act": """\
acts:
- id: XX201
  name: {name}
  act: greeting               # greeting self_intro offer please thanks thanks_reply apology hold hold_return …
  title: {{zh: 一句话说明, en: In a few words}}
  match:
    - "{{吉祥|扎西德勒}}"
  examples:
    flag: [吉祥, 您扎西德勒]
    pass: [您好，请坐]
  sources:
    - {{seed: 文件名, section: 章节}}
""",
    "cue": """\
cues:
- id: XX301
  name: {name}
  cue: waited                 # 见 lexicons/cues 里已有的名字
  speaker: customer
  title: {{zh: 一句话说明, en: In a few words}}
  match:
    - "{{排|等}}了~2{{小时|上午|半天}}"
  examples:
    flag: [我排了一上午, 等了两个小时了]
    pass: [还要等吗]
  sources:
    - {{seed: 文件名, section: 章节}}
""",
    "scene": """\
scenes:
- id: XX401
  name: {name}
  title: {{zh: 场景名, en: Name}}
  standards: [6]
  names: [对话里 scene 可能写的名字]
  words: [这一行常说的词, 别的行不常说的词, 至少三个]
  card: ""                    # 评分卡名；空着用通用卡
  sources:
    - {{seed: 文件名, section: 章节}}
  posts:
  - name: desk
    title: {{zh: 岗位名, en: Post}}
    source: {{seed: 文件名, section: 章节}}
    lines:
      - {{say: "您好，请问您办理什么业务？", acts: [greeting, offer]}}
    flow:
      - {{title: {{zh: 问好, en: Greets}}, acts: [greeting]}}
""",
    "card": """\
# 只写与通用卡不同的项目；其余随渠道的通用卡。用法：servicespeech audit --scorecard 本文件 …
id: {name}
title: {{zh: 评分卡名, en: Name}}
base: common
items:
  - id: readback
    title: {{zh: 唱收唱付, en: Readback}}
    weight: 6
    act: readback
    source: {{seed: 文件名, section: 章节}}
""",
}


def blank(kind: str, name: str) -> str:
    """The YAML of an entry that works as it is and only wants its words changed.

    >>> print(blank("card", "tea-house").splitlines()[1])
    id: tea-house
    """
    return _BLANKS[kind].format(name=name)
