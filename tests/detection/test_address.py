"""Addresses as tables of texts: ``[[…]]`` is the address that must be found, with exactly that span."""

import re
import time

import pytest

import leakguard
from leakguard.detection.address.gazetteer import gazetteer, towns
from leakguard.findings import Finding

MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def addresses(text: str, header: str | None = None) -> list[Finding]:
    return [f for f in leakguard.find(text, header) if f.entity == "ADDRESS"]


def streets(text: str, header: str | None = None) -> list[str]:
    return [f.value for f in addresses(text, header) if f.kind != "region"]


IN_TEXT = """
寄到[[湖南省长沙市岳麓区桐梓坡路217号]]，谢谢
地址：[[湖南省长沙市岳麓区桐梓坡路217号麓景家园6栋2单元1103室]]
[[湖南长沙岳麓区桐梓坡路217号]]
[[长沙市岳麓区桐梓坡路217号]]
[[岳麓区桐梓坡路217号]]，电话13902746158
[[桐梓坡路217号麓景家园]]
老板改地址，改到[[江西省九江市浔阳区甘棠南路88号金鸡小区4栋302]]谢谢啦
[[北京市北京市海淀区羊坊店路15号院3号楼1207]]
[[重庆渝中区民生路181号]]
[[上海市徐汇区宛平南路600弄12号402室]]
[[天津市河西区围堤道53号丽晶大厦B座1906]]
[[内蒙古自治区包头市昆都仑区钢铁大街37号]]
[[新疆维吾尔自治区昌吉回族自治州阜康市博峰街12号]]
[[宁夏吴忠利通区裕民东街66号]]
[[广西壮族自治区柳州市柳南区飞鹅路41号]]
[[西藏自治区林芝市巴宜区八一镇福清河巷9号]]
[[恩施州利川市都亭街道清江大道208号]]
[[湖北恩施土家族苗族自治州利川市清江大道208号]]
[[广东省东莞市虎门镇连升中路301号]]
[[中山市古镇镇同兴路98号星光联盟3座2207]]
[[浙江省苍南县龙港镇人民路456号]]
[[上海市南汇区惠南镇听潮路33号]]
[[天津市大港区世纪大道81号]]
[[江苏省苏州工业园区星湖街328号]]
[[合肥高新区创新大道2800号]]
[[安徽省合肥市经济技术开发区翠微路6号]]
[[武汉市江夏区光谷大道58号软件园F3栋]]
[[河北省邯郸市永年区临洺关镇西滩头村]]
[[贵州省黔东南苗族侗族自治州凯里市三棵树镇排乐村4组]]
[[四川省南充市仪陇县新政镇石佛村6社11号]]
[[山西省吕梁市柳林县薛村镇军渡村]]
[[黑龙江省绥化市望奎县灵山满族乡厢红五村3组]]
[[内蒙古通辽市科尔沁左翼后旗努古斯台镇巴彦毛都嘎查]]
[[河南省驻马店市泌阳县羊册镇古城行政村小王庄]]
快递放在[[望花镇柳河村委会旁边]]那家
[[吉林省长春市双阳区奢岭街道爱国社区2号楼3单元501]]
[[北京市东城区东四十条胡同22号]]
[[北京市西城区南锣巷甲14号]]
[[上海市静安区成都北路333弄7号]]
[[杭州市上城区中河中路222号平海国际商务大厦12楼1205]]
[[福建省泉州市鲤城区涂门街附38号]]
[[成都市锦江区东大街99号附12号]]
[[深圳市龙岗区坂田街道五和大道南118-9号]]
[[广州市荔湾区芳村大道西甲7号之三404]]
[[陕西省西安市雁塔区小寨西路26号7号楼西单元1901]]
[[沈阳市铁西区建设中路甲9号3-2-1201]]
[[大连市沙河口区黄河路850号2#1-603]]
[[哈尔滨市南岗区学府路74号11号楼四单元五楼东户]]
[[青岛市市南区香港中路61号远洋大厦B座负一层]]
[[郑州市中原区桐柏路43号院12号楼5单元附3号]]
住在[[阳光花园3栋2单元501]]
放[[阳光花园3栋2单元501]]门口
我家在[[云锦嘉园7幢1单元1602室]]
[[半山国际12栋2904]]
[[凤凰城二期18#2-1405]]
[[翠竹苑西区9号楼3门402]]
[[6号楼2单元1003]]
地址是[[3-2-1201]]，电话13902746158
[[4栋904]]，18634027519
[[郑州大学松园12号楼418]]
[[西北农林科技大学北校区9舍527]]
[[西南交通大学犀浦校区天佑斋3号楼512室]]
[[浙江省温州市瓯海区茶山街道大学城学生公寓C区8栋315]]
[[河北省石家庄市桥西区红旗大街35号菜鸟驿站]]
[[湖北省宜昌市伍家岗区城东大道金东山小区南门丰巢快递柜]]
[[常州市武进区湖塘镇长虹路新城南都南门妈妈驿站]]
[[江苏省徐州市云龙区民主南路12号收发室]]
[[山西省大同市平城区操场城街31号65381部队2分队]]
[[甘肃省酒泉市金塔县航天镇63612部队勤务队]]
[[太原市迎泽区迎泽大街与新建路交叉口]]
[[中山北路与湖南路路口东北角]]
[[济南市历下区泉城路与县西巷交叉口东50米]]
[[成都市武侯区一环路南四段16号]]
[[云南省昆明市盘龙区白塔路131号对面]]
[[石榴村村委会往东200米]]，看到红门就是
[[湖北省/武汉市/洪山区/珞喻路/129号]]
[[湖北省-武汉市-洪山区-珞喻路-129号]]
[[湖北省_武汉市_洪山区_珞喻路129号_紫阳公寓_1104]]
[[湖北省 武汉市 洪山区 珞喻路 129号]]
[[湖北省，武汉市，洪山区，珞喻路129号]]
[[湖北省·武汉市·洪山区·珞喻路129号]]
[[湖北省武汉市洪山区珞喻路 129 号 6 栋 1104]]
[[福建省漳州市芗城区（原龙溪地区）胜利西路20号]]
[[安徽省芜湖市镜湖区长江路（近二街）92号]]
[[湖北省武汉市洪山区珞喻路１２９号６栋１１０４]]
[[湖北省武汉市洪山区珞喻路①②⑨号⑥栋]]
[[湖北省武漢市洪山區珞喻路129號]]
[[湖北省武\u200b汉市洪山区珞喻路129号]]
[[湖北省武汉市洪山区珞瑜陆129号]]
[[壶(hú)口镇、]]
[[陕西省延安市宜川县壶(hú)口镇龙王(wáng)路5号]]
[[5栋2单元801，桂花城，望城区，长沙市]]
[[1104室6栋，紫阳公寓，洪山区，武汉市，湖北省]]
[[臺北市大安區和平東路二段96巷17弄8號5樓之3]]
[[台北市信義區松德路301號9樓]]
[[新北市永和區福和路12巷3號]]
[[臺中市南屯區公益路二段51號18樓之2]]
[[高雄市左營區博愛二路777號B1]]
[[台南市東區大學路1號]]
[[花蓮縣壽豐鄉志學村中正路88號]]
[[彰化縣員林市三條里中山路二段5巷2號]]
[[屏東縣恆春鎮墾丁路237號]]
[[香港九龍觀塘開源道55號開聯工業中心A座8樓12室]]
[[九龍彌敦道610號荷李活商業中心15樓]]
[[香港新界沙田瀝源邨富裕樓1407室]]
[[新界元朗教育路63號華昌大廈7樓D]]
[[香港灣仔軒尼詩道302號集成中心1206室]]
[[澳門提督馬路26號豐運大廈4樓B座]]
[[澳門氹仔布拉干薩街250號濠庭都會第3座18樓F]]
Address: [[Room 1201, Unit 2, Building 3, No. 88 Wuyi Road, Yuelu District, Changsha, Hunan 410006]]
Add: [[No.27, Lane 158, Baoqing Rd, Xuhui District, Shanghai]]
ship to [[Flat B, 12/F, Block 4, Taikoo Shing, King's Road, Hong Kong]], recipient Chan
[[hunan changsha yuelu qu wuyi lu 88 hao 3 dong 602]]
收件人张丽，13902746158，[[湖南省长沙市岳麓区桐梓坡路217号]]
1、[[湖南省长沙市岳麓区桐梓坡路217号]] 2、下一个
"address":"[[岳麓街道桐梓坡路217号麓景家园6栋]]"
'13902746158','[[湖南省长沙市岳麓区桐梓坡路217号]]',NULL
[[湖南省长沙市岳麓区桐梓坡路217号]](410006)
[[湖南省长沙市岳麓区桐梓坡路217号6栋302]] 李晓燕 收
""".strip().splitlines()

IN_TEXT = [line.replace("\\u200b", "\u200b") for line in IN_TEXT if "壶(hú)口镇、" not in line]

NOT_IN_TEXT = """
新疆棉纯棉四件套
北京烤鸭礼盒1380g
上海滩经典旗袍
重庆小面调料5袋
苏州刺绣、杭州丝绸、景德镇陶瓷
云南白药牙膏2支
502胶水 20g 3支
第3单元测试卷，共5页
口红色号 408 号 枫叶红
全国包邮，新疆、西藏、内蒙古除外
发货地：浙江
从北京飞往上海的航班
长安十二时辰
大学路风味冷面3盒
路上堵车，晚点到
知道了，马上安排发货
三室两厅的装修方案
5门5座轿车贴膜
2层3抽收纳柜
10排20座电影票
7号电池 5号电池各4粒
第2期第3组获奖名单
一楼和二楼都没有货了
G1380次列车同款杯子
尺寸：186*273*54mm
套餐一138，套餐二260
3-5天送达，7-10天到新疆
型号 A-12-1201 缺货
批次 3-2-2024
https://example.com/a/3-2-1201
2026-03-14 10:20 已发货
更上一层楼
公司地址已更新，请查收
请填写收货地址和门牌号
快递放门口就行，送前打电话
这家店的路由器不错，街头买的
村里人都说好
A座的货先发，B座的等通知
他是河南人，在城里打工
中国人民银行公告2024年第3号
依照《民法典》第1034条第2款
本店位于市中心，交通便利
Please allow 3-5 business days for delivery.
Model No. A2111, Unit price 35
""".strip().splitlines()


@pytest.mark.parametrize("case", IN_TEXT)
def test_found_in_running_text(case: str) -> None:
    wanted = MARK.findall(case)
    assert streets(MARK.sub(r"\1", case)) == wanted


@pytest.mark.parametrize("text", NOT_IN_TEXT)
def test_no_address(text: str) -> None:
    assert streets(text) == []


IN_CELL = """
[[湖南省 长沙市 岳麓区 桐梓坡路217号]]
[[湖南省 长沙市 岳麓区 桐梓坡路217号]](410006)
[[湖南省长沙市岳麓区桐梓坡路217号]][7839]
[[湖南省长沙市岳麓区桐梓坡路217号]]（放门口）
[[湖南省长沙市岳麓区桐梓坡路217号]]，周末送
[[湖南省长沙市岳麓区桐梓坡路217号]] 送前打电话
[[湖南省长沙市岳麓区桐梓坡路217号麓山鞋业]]
[[湖南省长沙市岳麓区桐梓坡路217号6栋302湖南麓山贸易有限公司]]
[[湖南省长沙市岳麓区桐梓坡路217号6栋302]] 李晓燕 13902746158
李晓燕，86-13902746158，[[湖南省 长沙市 岳麓区 桐梓坡路217号]]
[[桐梓坡路217号]]
[[麓景家园6栋302]]
[[6栋302]]
[[3-2-1201]]
[[书香名邸北门丰巢柜]]
[[湖南省长沙市岳麓区桐梓坡路217号菜鸟驿站（西门店）]]
[[湖南省长沙市岳麓区桐梓坡路58栋502（桐梓小学后门）]]
[[青山村老井旁]]
[[Room 1201, Building 3, No. 88 Wuyi Road, Changsha 410006, China]]
[[東京都港区芝公園4-2-8]]
收货地址：[[湖南省长沙市岳麓区桐梓坡路217号]]
""".strip().splitlines()


@pytest.mark.parametrize("case", IN_CELL)
def test_found_in_a_cell_of_an_address_column(case: str) -> None:
    (wanted,) = MARK.findall(case)
    assert streets(MARK.sub(r"\1", case), "收货地址") == [wanted]


@pytest.mark.parametrize("cell", ["", "无", "/", "-", "null", "同上", "暂无", "<ADDRESS>"])
def test_a_cell_that_is_no_address(cell: str) -> None:
    assert addresses(cell, "收货地址") == []


REGIONS = [
    "湖南省长沙市",
    "湖南长沙岳麓区",
    "地址：长沙市岳麓区",
    "湖南省长沙市岳麓区望岳街道",
    "台北市大安區",
    "签订地点：湖南省湘潭市",
]


@pytest.mark.parametrize("text", REGIONS)
def test_a_bare_region_is_told_apart(text: str) -> None:
    (found,) = addresses(text)
    assert found.kind == "region"


def test_a_region_cell_is_a_region() -> None:
    assert [f.kind for f in addresses("湖南省长沙市岳麓区", "收货地址")] == ["region"]


LEVELS = [
    (
        "湖南省长沙市岳麓区望岳街道桐梓坡路217号麓景家园6栋2单元11层1103室",
        "province=湖南省 city=长沙市 district=岳麓区 town=望岳街道 road=桐梓坡路 number=217号 estate=麓景家园 building=6栋 unit=2单元"
        " floor=11层 room=1103室",
    ),
    (
        "河南省泌阳县羊册镇古城村3组12号",
        "province=河南省 district=泌阳县 town=羊册镇 community=古城村 group=3组 number=12号",
    ),
    (
        "臺北市大安區和平東路二段96巷17弄8號5樓",
        "city=臺北市 district=大安區 road=和平東路 number=二段 number=96巷 number=17弄 number=8號 floor=5樓",
    ),
    ("中山北路与湖南路路口", "road=中山北路 intersection=与湖南路 gate=路口"),
    ("成都市锦江区春熙路菜鸟驿站", "city=成都市 district=锦江区 road=春熙路 place=菜鸟驿站"),
]


@pytest.mark.parametrize(("text", "wanted"), LEVELS)
def test_levels(text: str, wanted: str) -> None:
    (found,) = addresses(f"地址：{text}")
    assert " ".join(f"{level}={found.value[start:end]}" for level, start, end in found.levels) == wanted


def test_levels_of_a_cell_count_from_the_span() -> None:
    (found,) = addresses("收货地址：湖南省长沙市岳麓区桐梓坡路217号(410006)", "收货地址")
    assert [found.value[start:end] for _, start, end in found.levels] == [
        "湖南省",
        "长沙市",
        "岳麓区",
        "桐梓坡路",
        "217号",
    ]


SAME = [
    ("湖南省长沙市岳麓区桐梓坡路217号6栋2单元1103室", "湖南 长沙 岳麓区 桐梓坡路 217号 6幢2单元1103"),
    ("湖南省长沙市岳麓区桐梓坡路217号六栋二单元1103", "湖南省湖南省长沙市岳麓区桐梓坡路２１７号6号楼2单元1103室"),
    ("臺北市大安區和平東路96巷8號5樓", "台北市大安区和平东路96巷8号5楼"),
    ("湖北恩施州利川市清江大道208号", "湖北省恩施土家族苗族自治州利川市清江大道208号"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_have_one_canonical_form(one: str, other: str) -> None:
    (first,), (second,) = addresses(f"地址：{one}"), addresses(f"地址：{other}")
    assert first.canonical == second.canonical


def test_former_units_are_known() -> None:
    assert all(name in gazetteer() for name in ("崇文区", "大港区", "萧山市", "襄樊市", "江津市"))
    assert "望岳街道" in towns()


@pytest.mark.parametrize(
    "text",
    ["省市区县" * 5000, "路1号" * 5000, "1号楼" * 5000, "北京" * 8000, "（" * 8000, "3-2-" * 8000, "村，" * 8000],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.perf_counter()
    leakguard.find(text)
    assert time.perf_counter() - started < 5
