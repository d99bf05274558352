"""Personal data is masked, all else is kept, and every span stays right."""

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from servicespeech import Auditor, Dialogue
from servicespeech.redact import redact, redact_audit

from .test_cli import run

MASKED = [
    # telephone
    ("电话13800138000", "电话138××××××××"),
    ("138-0013-8000", "138-××××-××××"),
    ("138 0013 8000", "138 ×××× ××××"),
    ("138，0013，8000", "138，××××，××××"),
    ("1 3 8 0 0 1 3 8 0 0 0", "1 3 8 × × × × × × × ×"),
    ("+86 13800138000", "+86 138××××××××"),
    ("8613800138000", "86138××××××××"),
    ("１３８００１３８０００", "１３８××××××××"),
    ("幺三八零零幺三八零零零", "幺三八××××××××"),
    ("幺三八 零零幺三 八零零零", "幺三八 ×××× ××××"),
    ("幺三八，零零幺三，八零零零", "幺三八，××××，××××"),
    ("一三八零零一三八零零零一共多少", "一三八××××××××一共多少"),
    ("13800138000，13900139000", "138××××××××，139××××××××"),
    ("13800138000 13900139000", "138×××××××× 139××××××××"),
    ("拨13800138000或12345", "拨138××××××××或12345"),
    ("010-62345678", "×××-××××××××"),
    ("（021）6234 5678", "（×××）×××× ××××"),
    ("05718765432", "×××××××××××"),
    ("零二一六二三四五六七八", "×××××××××××"),
    ("010-62345678转801", "×××-××××××××转×××"),
    ("电话是62345678", "电话是××××××××"),
    ("家里座机六二三四五六七", "家里座机×××××××"),
    ("电话010-62345678、62345679", "电话×××-××××××××、××××××××"),
    ("您记一下，62345678", "您记一下，××××××××"),
    # ID cards: valid, with X, in groups, read out, and with a wrong check digit
    ("11010519491231002X", "×" * 18),
    ("身份证11010519491231002x，对吗", "身份证××××××××××××××××××，对吗"),
    ("110105 19491231 002X", "×××××× ×××××××× ××××"),
    ("一一零一零五一九四九一二三一零零二叉", "×" * 18),
    ("身份证110105194912310021", "身份证××××××××××××××××××"),
    ("110101199003071234", "×" * 18),
    ("374111111111111111", "×" * 18),  # valid checksum, unknown county
    # bank cards
    ("卡号4111111111111111", "卡号××××××××××××1111"),
    ("4111 1111 1111 1111", "×××× ×××× ×××× 1111"),
    ("4111-1111-1111-1111", "××××-××××-××××-1111"),
    ("6222021234567890128", "×××××××××××××××0128"),
    ("四幺幺幺 幺幺幺幺 幺幺幺幺 幺幺幺幺", "×××× ×××× ×××× 幺幺幺幺"),
    # documents
    ("护照E12345678", "护照×××××××××"),
    ("护照号码EA1234567", "护照号码×××××××××"),
    ("通行证号是C12345678", "通行证号是×××××××××"),
    ("回乡证H1234567801", "回乡证×××××××××××"),
    # mail
    ("发到zhang.san@qq.com吧", "发到××××××××××××××××吧"),
    ("邮箱zhangsan艾特qq点com", "邮箱××××××××××××××××"),
    # plates
    ("车牌京A12345", "车牌×××××××"),
    ("沪A·1234挂", "×" * 8),
    ("粤BD12345是新能源", "××××××××是新能源"),
    ("京A12345D", "×" * 8),
    ("粤B一二三四五", "×" * 7),
    # addresses
    ("长安路12号3栋502室", "长安路××号×栋×××室"),
    ("月坛南街甲71号", "月坛南街×××号"),
    ("住在人民街二十二号", "住在人民街×××号"),
    ("延安路100弄5号602室", "延安路×××弄×号×××室"),
    ("3栋2单元502", "×栋×单元×××"),
    ("五栋一单元三零一室", "×栋×单元×××室"),
    ("8号楼A座1203", "×号楼×座××××"),
    ("阳光小区12号502室", "阳光小区××号×××室"),
    ("家住中山路88-1。", "家住中山路××-×。"),
    ("青年大道6号，2单元301", "青年大道×号，×单元×××"),
    # names
    ("我叫王建国", "我叫×××"),
    ("我叫李芳想问一下", "我叫××想问一下"),
    ("我叫王建国家里漏水", "我叫×××家里漏水"),
    ("我叫欧阳娜娜", "我叫××××"),
    ("我是王建国，昨天来过", "我是×××，昨天来过"),
    ("我是李芳的妈妈", "我是××的妈妈"),
    ("我是王女士", "我是×女士"),
    ("户主王大爷", "户主×大爷"),
    ("我叫张家辉", "我叫×××"),
    ("联系人：张三13800138000", "联系人：××138××××××××"),
    ("我是您的客户经理王芳", "我是您的客户经理××"),
    ("姓名：高峰", "姓名：××"),
    ("姓名 王建国", "姓名 ×××"),
    ("姓名陈晓东", "姓名×××"),
    ("联系人是赵敏，电话", "联系人是××，电话"),
    ("户名李雪梅", "户名×××"),
    ("她叫做周小燕", "她叫做×××"),
    ("您贵姓？免贵姓刘", "您贵姓？免贵姓×"),
    ("姓王，叫建国", "姓×，叫××"),
]

KEPT = [
    "收您138元", "价格1,380,013元", "一共13,800,138,000元", "一百三十八块五", "转了20000元，手续费5元",
    "二〇二六年十一月二十二号", "2026年11月22日", "2026-11-22 10:30:15", "1999-12-31 110", "20261122",
    "打电话是20261122", "十点半到十一点", "13:45", "三十分钟以内", "7到15个工作日", "一三五七号窗口", "请到13号窗口",
    "我是13号", "A0138号请到3号柜台", "买12件，退3件", "一二三四五六七八九", "请拨打12345", "95598", "10086按1",
    "报警打110", "400-820-8820", "拨打95105105", "工号0066", "工号13800138", "我是52号客服", "订单号4111111111111112",
    "运单1234567890123456", "后四位是1234", "尾号0128的卡", "工号0211234567", "您记一下工号2380013",
    "12路3号车", "坐3号线", "线路1，线路2",
    "走路5分钟", "3楼302室取药", "六栋的电梯停了", "这条路封了", "二路公交", "G1234次列车", "iPhone15", "我是客服",
    "我是来办卡的", "我是高级会员", "我是江苏人", "我是周一来的", "我是马上要走", "我是钱没到账", "我是想问一下",
    "我是石家庄的", "我是许可证过期", "我是金桥路的", "我是白云区的", "我叫金牌师傅", "户主是我爸",
    "我是高中生", "我是您的专员", "我叫他们去修", "我叫小李", "我叫法警了", "姓名和电话",
    "姓名单位电话", "联系人方式", "联系人是谁", "户名不符", "请问您贵姓", "老百姓", "这个叫做高峰期", "同姓的人",
    "姓氏", "", "×××", "您好，请稍等",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_masked(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    assert redact(text) == text


PIECES = [text for text, _ in MASKED] + KEPT + ["不归我管", "你去问别人", "，", "。", " ", "-", "一", "号", "路", "\n"]
TALK = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text("0123456789 -，一二幺八零号路栋王姓叫我是X@.a×", max_size=20))
)


@given(TALK.map("".join))
def test_length_is_kept_and_a_second_time_changes_nothing(text: str) -> None:
    masked = redact(text)
    assert len(masked) == len(text)
    assert all(new in (old, "×") for old, new in zip(text, masked, strict=True))
    assert redact(masked) == masked


AUDITOR = Auditor()


@settings(max_examples=30, deadline=None)
@given(st.lists(TALK.map("".join), min_size=1, max_size=4))
def test_findings_quote_the_masked_text(texts: list[str]) -> None:
    turns = [{"speaker": ("agent", "customer")[i % 2], "text": text} for i, text in enumerate(texts)]
    before = AUDITOR.audit(Dialogue.model_validate({"id": "1", "channel": "call", "turns": turns}))
    after = redact_audit(before)
    for old, new in zip(before.findings, after.findings, strict=True):
        assert (old.turn, old.start, old.end, old.evidence) == (new.turn, new.start, new.end, new.evidence)
        assert new.quote == after.dialogue.turns[new.turn].text[new.start : new.end]
    assert after.score == before.score
    assert redact_audit(after) == after


def test_quotes_and_what_repeats_them_are_masked() -> None:
    audit = AUDITOR.audit("这事不归我管，你打010-62345678找王主任。")
    (first, *_) = audit.findings
    number = audit.dialogue.turns[0].text.index("6234")
    part = first.model_copy(
        update={"start": number, "end": number + 4, "quote": "6234", "message": "他说“6234”", "suggestion": "别说6234"}
    )
    note = audit.obligations[0].model_copy(update={"note": "电话13800138000"})
    masked = redact_audit(
        audit.model_copy(update={"findings": (part,), "obligations": (note,), "meta": {"agent": "7"}})
    )
    assert (masked.findings[0].quote, masked.findings[0].message) == ("××××", "他说“××××”")
    assert masked.findings[0].suggestion == "别说××××"
    assert masked.obligations[0].note == "电话138××××××××"
    assert masked.meta == {"agent": "7"}


def test_the_rules_own_words_are_kept() -> None:
    """Messages and suggestions are the lexicon's words, and must not be taken for personal data."""
    for path in sorted((Path(__file__).parent.parent / "lexicons").rglob("*.yaml")):
        entries = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        for entry in entries if isinstance(entries, list) else []:
            for field in ("title", "why", "suggest"):
                for words in (entry.get(field) or {}).values():
                    assert redact(words) == words


def test_a_long_text_takes_no_more_than_its_length() -> None:
    start = time.perf_counter()
    for run_of in ("1", "1 ", "a", "一", "姓名", "路1号", "1-", "a@a."):
        redact(run_of * 5000)
    assert time.perf_counter() - start < 20


SAID = "坐席：您好，我叫王建国。\n客户：电话13800138000，住长安路12号3栋502室。\n坐席：这事不归我管，你去找别人。\n"


@pytest.fixture
def call(tmp_path: Path) -> str:
    (tmp_path / "call.txt").write_text(SAID, "utf-8")
    (tmp_path / "private.jsonl").write_text(
        '{"id": "p", "turns": [{"speaker": "13800138000", "text": "您好"}]}\n', "utf-8"
    )
    return str(tmp_path / "call.txt")


def test_redacted_text(call: str) -> None:
    out = run("audit", call, "--redact", COLUMNS="120", NO_COLOR="1").stdout.decode()
    assert "王建国" not in out
    assert "13800138000" not in out
    for words in ("我叫×××", "电话138××××××××", "长安路××号×栋×××室", "【不归我管】"):
        assert words in out
    assert "13800138000" in run("audit", call, COLUMNS="120").stdout.decode()


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_redacted_json_holds_the_same_spans(call: str, form: str) -> None:
    plain, masked = (run("audit", call, "--format", form, *more) for more in ((), ("--redact",)))
    assert plain.returncode == masked.returncode == 1
    before, after = (json.loads(done.stdout) for done in (plain, masked))
    if form == "json":
        (before,), (after,) = before, after
    turns = [redact(line.partition("：")[2]) for line in SAID.splitlines()]
    assert len(before["findings"]) == len(after["findings"]) > 0
    for old, new in zip(before["findings"], after["findings"], strict=True):
        assert all(old[key] == new[key] for key in ("rule", "turn", "start", "end", "evidence"))
        assert new["quote"] == turns[new["turn"]][new["start"] : new["end"]]


def test_errors_are_redacted_too(call: str) -> None:
    done = run("audit", str(Path(call).with_name("private.jsonl")), "--redact")
    assert done.returncode == 2
    assert "138××××××××" in done.stderr.decode()
