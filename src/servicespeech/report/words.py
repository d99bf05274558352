"""The words of the reports, in both languages."""

from __future__ import annotations

from ..labels import Lang

_WORDS: dict[str, dict[Lang, str]] = {
    "turn": {"zh": "第{n}句", "en": "turn {n}"},
    "why": {"zh": "理由", "en": "why"},
    "better": {"zh": "建议", "en": "better"},
    "stopped": {"zh": "不计原因", "en": "not counted because of"},
    "evidence": {"zh": "依据", "en": "evidence"},
    "doubtful": {
        "zh": "说话人标注可疑：像是坐席的话记在了客户名下（或只有一方）。一票否决暂不执行，请先核对标注。",
        "en": "The speaker labels look wrong (swapped, or one side only). Vetoes are withheld until they are checked.",
    },
    "assigned": {
        "zh": "说话人没有角色标注，按说话内容判定（把握 {sure:.0%}）。",
        "en": "The speakers had no roles; they were told apart by their words (confidence {sure:.0%}).",
    },
    "scene_given": {"zh": "场景：{scene}（由对话给出）", "en": "scene: {scene} (given)"},
    "scene_detected": {
        "zh": "场景：{scene}（按用词判定，把握 {sure:.0%}：{because}）",
        "en": "scene: {scene} (from its words, confidence {sure:.0%}: {because})",
    },
    "none": {"zh": "没有发现服务忌语。", "en": "No forbidden speech found."},
    "missing": {"zh": "应有而缺失", "en": "due and missing"},
    "done": {"zh": "已做到", "en": "done"},
    "weak": {"zh": "勉强", "en": "hardly"},
    "due": {"zh": "因第{n}句而应有", "en": "due because of turn {n}"},
    "score": {"zh": "得分", "en": "score"},
    "raw": {"zh": "否决前", "en": "before vetoes"},
    # Why a hit does not count.
    "reason_a_not_a": {"zh": "正反问（如“归不归”）", "en": "a question of the form A-not-A"},
    "reason_quoted": {"zh": "在引号里，是引用", "en": "it stands in quotation marks"},
    "reason_embedded": {"zh": "长段说明里的半句话，不是对客户说的", "en": "part of a clause in a long explanation"},
    "reason_narrated": {"zh": "长谈心事或人情，不是在办事", "en": "a long talk about feelings and people"},
    "reason_reported": {"zh": "转述别人的话", "en": "somebody else's words are restated"},
    "reason_about_words": {"zh": "在谈论这句话本身", "en": "it talks about the words"},
    "reason_negated": {"zh": "前面有否定或安慰", "en": "it is negated or reassuring"},
    "reason_conditional": {"zh": "是假设", "en": "it is conditional"},
    "reason_hedge": {"zh": "是委婉的询问", "en": "it is a polite hedge"},
    "reason_question_back": {"zh": "在复述客户的问题", "en": "it restates the customer's problem"},
    "reason_overturned": {"zh": "申诉成立，已推翻", "en": "overturned on appeal"},
    "reason_echo": {"zh": "在重复客户的原话", "en": "it echoes the customer"},
    # Heads of the terminal's tables.
    "head_act": {"zh": "应有用语", "en": "courtesy"},
    "head_step": {"zh": "流程", "en": "flow"},
    "head_status": {"zh": "结果", "en": "result"},
    "head_due": {"zh": "应有处", "en": "due at"},
    "head_said": {"zh": "说在", "en": "said at"},
    "head_item": {"zh": "评分项", "en": "item"},
    "head_points": {"zh": "得分/满分", "en": "points"},
    "head_for": {"zh": "扣分依据", "en": "because of"},
    "head_total": {"zh": "总分", "en": "score"},
    # Scores of many dialogues.
    "scores_machine": {"zh": "机器评分", "en": "by the machine"},
    "scores_ruled": {"zh": "计入裁定", "en": "with rulings"},
    "scores_often_overturned": {"zh": "常被推翻的规则", "en": "rules often overturned"},
    "cards_differ": {"zh": "两张评分卡不同的项目（满分）：", "en": "where the cards differ (weights):"},
    "head_id": {"zh": "对话", "en": "dialogue"},
    "head_card": {"zh": "评分卡", "en": "card"},
    "head_raw": {"zh": "否决前", "en": "before vetoes"},
    "head_final": {"zh": "得分", "en": "score"},
    "head_grade": {"zh": "等级", "en": "grade"},
    "head_group": {"zh": "分组", "en": "group"},
    "head_dialogues": {"zh": "对话数", "en": "dialogues"},
    "head_on_site": {"zh": "现场", "en": "on site"},
    "head_off_site": {"zh": "非现场", "en": "off site"},
    "head_mark": {"zh": "综合分", "en": "mark"},
    "head_lost": {"zh": "扣分", "en": "points lost"},
    "head_yuan": {"zh": "金额（元）", "en": "yuan"},
    "head_award_lost": {"zh": "取消评优", "en": "award lost"},
    "head_rule": {"zh": "规则", "en": "rule"},
    "head_overturned": {"zh": "推翻", "en": "overturned"},
    "head_ruled": {"zh": "裁定数", "en": "rulings"},
    # What an evaluation counts, and the kinds of mistakes.
    "figure_turns": {"zh": "违规发言", "en": "violating turns"},
    "figure_subtypes": {"zh": "推诿子类", "en": "deflection subtypes"},
    "figure_patterns": {"zh": "对话级推诿", "en": "dialogue patterns"},
    "figure_missing": {"zh": "缺失的礼貌用语", "en": "missing courtesy"},
    "figure_channel": {"zh": "渠道", "en": "channel"},
    "figure_category": {"zh": "类别", "en": "category"},
    "figure_subtype": {"zh": "子类", "en": "subtype"},
    "figure_pattern": {"zh": "模式", "en": "pattern"},
    "figure_courtesy": {"zh": "礼貌用语", "en": "courtesy"},
    "mistake_false": {"zh": "误判", "en": "false"},
    "mistake_missed": {"zh": "漏判", "en": "missed"},
    "mistake_label": {"zh": "类别不同", "en": "other label"},
    "mistake_redress": {"zh": "化解判断不同", "en": "redress"},
    "mistake_pattern": {"zh": "模式不同", "en": "pattern"},
    "mistake_courtesy": {"zh": "礼貌用语不同", "en": "courtesy"},
}


def word(name: str, lang: Lang, **values: object) -> str:
    """An interface word in the language."""
    return _WORDS[name][lang].format(**values)
