"""Names: what is one, in which frame, and what only looks like one."""

import re

import pytest

import leakguard
from leakguard.detection import names

FOUND = [
    ("收货人：裘丽娜", "裘丽娜"),
    ("户名卢思雨，卡号见下", "卢思雨"),
    ("我叫何若岚，昨天下的单", "何若岚"),
    ("俺娘叫祝小梅，不识字", "祝小梅"),
    ("包裹是郭晓彤女士签收的", "郭晓彤"),
    ("我婆婆龚秀兰在家", "龚秀兰"),
    ("快递员赵文博，13902746158", "赵文博"),
    ("麻烦转交邵文斌收", "邵文斌"),
    ("宋嘉豪的包裹还没到", "宋嘉豪"),
    ("祝卢思雨生日快乐", "卢思雨"),
    ("收货人改成郭晓彤 13902746158", "郭晓彤"),
    ("姓名写错了，是何若岚不是何若兰", "何若岚"),
    ("联系人：阿卜杜拉·买买提", "阿卜杜拉·买买提"),
    ("收件人: Michael Wong", "Michael Wong"),
    ("Attn: Li Guoqiang", "Li Guoqiang"),
    ("收貨人：劉國樑", "劉國樑"),
    ("收货人：高兴", "高兴"),
    ("扎西次仁，13902746158", "扎西次仁"),
    ("欧阳静怡 13902746158", "欧阳静怡"),
    ("收 件 人：王 小 明", "王 小 明"),
]

NOT_FOUND = [
    "李宁男鞋旗舰店新款",
    "张小泉菜刀，王老吉凉茶，周大福黄金",
    "高级方便面，安全第一",
    "电话：13902746158",
    "联系电话 13902746158",
    "收货人：必填",
    "收件人：姓名",
    "张某某、李某、王某甲三人",
    "白天没人，放门口",
    "浦发银行 6226226313831220",
    "诸葛亮羽扇，孙悟空面具",
    "全国包邮，于是下单",
]


@pytest.mark.parametrize(("text", "name"), FOUND)
def test_found(text: str, name: str) -> None:
    assert name in [f.value for f in leakguard.find(text) if f.entity == "PERSON"]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text: str) -> None:
    assert [f.value for f in leakguard.find(text) if f.entity == "PERSON"] == []


def test_a_name_proved_once_is_found_again_in_the_text() -> None:
    found = leakguard.find("收货人：裘丽娜\n裘丽娜说还没收到，问下裘丽娜")
    assert [f.value for f in found] == ["裘丽娜"] * 3


def test_of_two_names_that_begin_alike_the_longer_wins() -> None:
    found = leakguard.find("收货人：王芳\n收货人：王芳华\n王芳华说王芳没来")
    assert [f.value for f in found] == ["王芳", "王芳华", "王芳华", "王芳"]


def test_surname_and_title_are_partial() -> None:
    (finding,) = leakguard.find("王先生，样品寄了吗")
    assert (finding.value, finding.kind) == ("王先生", "partial")


MARKED = [
    # after a label
    "收貨人：[[蕭雅筑]]",
    "户名：[[仝立春]]，开户行工商银行",
    "姓名：[[安静]]",
    "收件人：[[黎明]]，电话见下",
    "寄件人：[[蓝田玉]]，收件人：[[石破晓]]",
    "联系人：[[池晚棠]]",
    "收款人为[[柴进宝]]",
    '{"receiver_name": "[[游鸿渐]]"}',
    # compound and double surnames, rare surnames, characters of the extensions, names of one character
    "联系人：[[第五云舒]]",
    "收件人：[[司徒婉宁]]",
    "收货人：[[张陈雨霏]]",
    "姓名：[[爨清源]]",
    "收货人：[[国建平]]",
    "客户[[强向东]]投诉了",
    "收货人：[[黄\U000248fb]]，电话见下",
    "姓名：[[李\U0002c35b]]",
    "联系人：[[郁离]]",
    # names of minorities
    "联系人：[[古丽米热·艾山]]",
    "收货人：[[旦增曲珍]]",
    "收件人：[[吉克阿木]]",
    "[[娜仁高娃]] 13902746158",
    # titles, kinship, roles
    "[[祁雅楠]]女士反映包装破损",
    "感谢[[柏舒然]]老师的帮助",
    "我女儿叫[[毕若溪]]，今年三岁",
    "我妈[[荀桂花]]不会用手机",
    "请把包裹交给保安[[耿大力]]",
    "[[裘思邈]]妈妈：@老师 请假一天",
    "[[窦雨薇]]，女，28岁",
    # verbs
    "您好，我叫[[尚书瑶]]",
    "收件人是[[庄慕白]]，别写错了",
    "麻烦转交[[程素芬]]",
    "到了联系[[贺知秋]]就行",
    "[[孔令娟]]说他没收到",
    "快递放在门卫，由[[俞国庆]]代收",
    "包裹不是[[汤佳怡]]的，是[[汤佳颖]]的",
    "此致敬礼\n[[宁采薇]]",
    # what reads like a name in running text
    "昨晚是[[苗佳慧]]值的夜班",
    "[[陆子衿]]和[[江晚月]]都没收到赠品",
    "早上[[雷晓曼]]把退货寄回来了",
    # beside a phone number, an address, an ID
    "13902746158，[[伍思琪]]",
    "杭州市西湖区文三路207号3幢502室 [[伍思琪]]",
    "[[伍思琪]] 510105196702252515",
    "[[乜文华]] 13902746158",
    # proved elsewhere in the text
    "收货人：[[宋词]]\n[[宋词]]说赠品没收到，请联系[[宋词]]",
    "收货人：[[温暖]]\n[[温暖]]说没收到，心里一点不温暖",
    # Traditional Chinese
    "麻煩轉交給[[葉芷晴]]",
    "請聯絡[[歐陽詠琪]]",
    "感謝[[羅婉婷]]小姐的協助",
    # Latin and pinyin
    "Consignee: [[Kwok Pui Shan]]",
    "收货人：[[WONG KA YAN]]",
    "姓名：[[cheng yifan]]",
    "旅客：[[SHEN/QINGHE]]",
    "[[LIN YUTONG]] 13902746158",
    "Dear [[Wong Siu Ming]], your parcel has arrived",
    # split names, virtual numbers
    "收件人：[[夏 末 然]]",
    "收货人:[[秦/若/兰]]",
    "[[王.小.明]] 13902746158",
    "订购人：[[段清扬]][1234] 13902746158",
    # lists, numbered lists, speakers
    "出席：[[万晓峰]]、[[倪若曦]]、[[平安]]",
    "名单如下：[[凌霄汉]]、[[毛凤英]]、[[梅朵]]",
    "值班人员：[[岳晓风]] [[屈婉婷]] [[连心]]",
    "1. [[薛佳音]]\n2. [[裴元庆]]\n3. [[高兴]]",
    "接龙\n1. 3-502 [[常晓燕]]\n2. 5-101 [[葛春生]]\n3. 2-304 [[白雪]]",
    "[[沈星遥]]：到了吗\n客服：在路上了",
    "2026-03-01 12:02 [[沈星遥]]：到了吗",
    # brands, companies, shops
    "林清轩旗舰店",
    "杭州知味贸易有限公司",
    "毛戈平粉底液，谢馥春鸭蛋粉",
    "周大福黄金项链足金，王守义十三香调料",
    "华为手机壳，小米充电器",
    # historical, fictional and widely known persons
    "诸葛亮与周瑜的故事，孙悟空毛绒玩具",
    "苏轼的词集，曹雪芹著红楼梦",
    "周杰伦演唱会门票，刘德华同款墨镜",
    # roads and places
    "中山路步行街，解放路207号",
    "温州发货，石家庄的天气",
    "安庆到杭州多久",
    # ordinary words
    "今天特别高兴，环境安静，明天黎明出发",
    "方便的时候回电话，马上发货",
    "于是申请了退款，何必呢",
    "路由器怎么设置，余额不足",
    "黄桃、白桃、杨梅",
    "1、下单\n2、付款\n3、发货",
    "颜色：金色、白色、黑色",
    # couriers
    "用中通发的还是韵达，圆通快递员没打电话",
    "顺丰小哥打电话了，菜鸟驿站取件",
    # titles of goods
    "江南春碧螺春茶叶2026新茶250g",
    "古风汉服女童夏季薄款连衣裙",
    "高级感连衣裙女秋季新款",
    # words of forms
    "收货人：本人",
    "联系人：无",
    "收件人：同上",
]


@pytest.mark.parametrize("marked", MARKED)
def test_the_marked_names_and_no_others(marked: str) -> None:
    text = re.sub(r"\[\[|\]\]", "", marked)
    found = [f for f in leakguard.find(text) if f.entity == "PERSON"]
    shown = text
    for finding in reversed(found):
        shown = f"{shown[: finding.start]}[[{finding.value}]]{shown[finding.end :]}"
    assert shown == marked
    assert all(finding.kind != "partial" for finding in found)


PARTIAL = [
    ("李姐，货到了", "李姐"),
    ("张阿姨，您的快递到了", "张阿姨"),
    ("欧阳女士，您好", "欧阳女士"),
    ("周哥，发货了", "周哥"),
    ("郑太太！", "郑太太"),
]


@pytest.mark.parametrize(("text", "name"), PARTIAL)
def test_a_surname_with_a_form_of_address_is_partial(text: str, name: str) -> None:
    assert [(f.value, f.kind) for f in leakguard.find(text)] == [(name, "partial")]


CELLS = [
    ("收货人", "高兴", "高兴"),
    ("联系人", "黎明", "黎明"),
    ("退货人", "平安", "平安"),
    ("业务员", "成功", "成功"),
    ("姓名", "难波", "难波"),
    ("收货人", "图雅", "图雅"),
    ("收货人", "𠅤明远", "𠅤明远"),
    ("收货人", "zhang weiting", "zhang weiting"),
    ("旅客姓名", "SHEN/QINGHE", "SHEN/QINGHE"),
    ("收件人", "王 小 明", "王 小 明"),
    ("收货人", "段清扬[1234]", "段清扬"),
    ("备注", "请联系贺知秋", "贺知秋"),
    ("买家留言", "高兴", None),
    ("颜色", "黎明", None),
    ("商品名称", "李宁男鞋", None),
    ("品牌", "李宁", None),
    ("作者", "余华", None),
    ("快递公司", "申通", None),
    ("店铺", "李宁官方旗舰店", None),
]


@pytest.mark.parametrize(("header", "cell", "name"), CELLS)
def test_the_header_of_a_column_decides(header: str, cell: str, name: str | None) -> None:
    found = [f.value for f in leakguard.find(cell, header) if f.entity == "PERSON"]
    assert found == ([name] if name else [])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王小明", "usual"),
        ("欧阳静怡", "usual"),
        ("阿卜杜拉·买买提", "dotted"),
        ("扎西次仁", "stem"),
        ("强志刚", "rare"),
        ("次旺", "none"),
        ("收到", "none"),
    ],
)
def test_shapes(name: str, expected: str) -> None:
    assert names.shape(name) == expected
