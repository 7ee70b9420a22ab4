/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/words.h"

#include <math.h>

#include "base/field.h"

enum { LEAST_CHARS = 40, MOST_CHARS = 400, UTF8_CHAR = 3, ZIPF_MOST = 64 };

uint64_t dice_next(struct dice *d)
{
    uint64_t x = d->at += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

int64_t dice_below(struct dice *d, int64_t n)
{
    return (int64_t)(dice_next(d) % (uint64_t)n);
}

double dice_unit(struct dice *d)
{
    return (double)(dice_next(d) >> 11) / 9007199254740992.0;
}

int64_t dice_zipf(struct dice *d, int64_t n)
{
    double sum = 0;
    for (int64_t k = 0; k < n && k < ZIPF_MOST; k++)
        sum += 1.0 / (double)(k + 1);
    double at = dice_unit(d) * sum;
    for (int64_t k = 0; k < n - 1 && k < ZIPF_MOST - 1; k++) {
        at -= 1.0 / (double)(k + 1);
        if (at < 0)
            return k;
    }
    return n - 1;
}

const struct topic topics[] = {
    {"estate",
     "zjj",
     "物业管理",
     {"三号楼的电梯", "小区东门的道闸", "地下车库的照明", "楼道里的消防栓"},
     {"坏了快两个月没有人修", "物业只收费不管事", "白天夜里都不能正常使用",
      "报修四次都说在等配件"}},
    {"municipal",
     "zjj",
     "路灯和路面",
     {"巷口的路灯", "人行道的地砖", "十字路口的井盖", "菜市场门前的排水沟"},
     {"一到下雨就积水没过脚面", "松动破损已经绊倒过老人", "整段都不亮", "修好不到一周又坏了"}},
    {"cleaning",
     "cgj",
     "环境卫生",
     {"后街的垃圾站", "河边的步道", "学校旁的空地", "公共厕所"},
     {"垃圾堆了一个星期没有清运", "夜市散场以后油污遍地", "气味很大不敢开窗", "没有人打扫"}},
    {"service",
     "gs",
     "供水",
     {"整栋楼的自来水", "五楼以上的水压", "入户的水表", "二次供水的水箱"},
     {"早晚高峰基本没有水", "水色发黄有沉淀", "读数与实际用量相差很大", "停水之前没有通知"}},
    {"security",
     "jjdd",
     "停车秩序",
     {"学校门口的车辆", "消防通道", "医院旁的单行道", "小区围墙外的车位"},
     {"乱停乱放堵得走不动", "被几辆长期不动的车占着", "放学时段险情不断",
      "投诉之后好两天又照旧"}},
    {"policy",
     "rsj",
     "社保待遇",
     {"灵活就业的补贴", "退休手续", "工伤认定的材料", "培训费的返还"},
     {"交了半年没有回音", "窗口每次说法不一样", "超过公布的办理时间", "系统里查不到记录"}},
    {"security",
     "cgj",
     "噪声扰民",
     {"楼下的烧烤摊", "对面的工地", "广场上的音响", "临街的卷帘门"},
     {"夜里十一点以后还在响", "早上六点就开始施工", "劝过几次都不听",
      "影响孩子写作业和老人休息"}},
    {"service",
     "gj",
     "公交出行",
     {"七路车", "新建小区的站点", "末班车", "候车亭"},
     {"间隔超过四十分钟", "至今没有开通", "经常提前收车", "没有遮雨的地方"}},
    {"policy",
     "zrj",
     "不动产登记",
     {"老小区的产权证", "宅基地的确权", "拆迁安置的面积", "继承过户的手续"},
     {"拖了好几年没有结果", "要求的材料来回补", "与当年的协议不一致", "各部门互相推"}},
    {"municipal",
     "jtj",
     "农村道路",
     {"进村的水泥路", "三组的便桥", "盘山段的护栏", "通组公路的边沟"},
     {"塌了半边不敢过车", "冬天结冰很危险", "缺口一直没有补", "被重车压得全是坑"}},
    {"service",
     "wjj",
     "就医用药",
     {"社区卫生站", "慢病的药", "预约挂号", "家庭医生的随访"},
     {"常用药经常断货", "排队一上午看不上", "电话打不通", "半年没有人来过"}},
    {"other",
     "mzj",
     "养老助残",
     {"日间照料中心", "高龄补贴", "残疾人的辅具", "老年食堂"},
     {"一直锁着门", "比邻村晚发三个月", "申请以后没有下文", "价格涨了份量少了"}},
};
const int64_t topics_n = COUNT(topics);

static const char *const openings[] = {
    "您好，", "领导好，我想反映一个情况：", "", "我是这里的老住户，", "再次反映：",
};
static const char *const details[] = {
    "我们楼里住的多是老人和上学的孩子，出入都从这里经过，大家心里很不踏实。",
    "上个月我去过两次，工作人员登记了电话，让回去等消息，到现在没有等到。",
    "听说别的小区同样的问题一个星期就解决了，为什么我们这里就不行。",
    "我们不是要为难谁，只希望有人到现场看一看，给一个明确的时间。",
    "附近二十多户都有同样的想法，可以一起签字，也愿意配合施工。",
    "照片已经拍下来了，需要的话随时可以提供，联系电话就是登记的这一个。",
    "如果近期确实修不了，也请先放一个警示牌，免得晚上再有人受伤。",
    "这件事去年就有人提过，当时答应年底前办好，现在又过去大半年了。",
    "平时上班没有时间跑，请尽量在下班以后或者周末和我联系。",
    "希望相关部门把责任分清楚，不要再让我们来回找人。",
};
static const char *const endings[] = {
    "请尽快处理，谢谢。",
    "盼回复。",
    "请给一个答复，说明什么时候能解决。",
    "希望有关部门重视。",
};

/* Two characters before what it is: 30 × 30 × 23 names, of which the first ESTATES are used. */
struct str estate_name(struct arena *a, struct dice *d)
{
    static const char *const first[] = {"金", "银", "福", "丽", "锦", "翠", "景", "瑞",
                                        "祥", "泰", "安", "康", "盛", "华", "鑫", "龙",
                                        "凤", "桂", "松", "竹", "荷", "兰", "枫", "东",
                                        "南", "西", "北", "朝", "阳", "滨"};
    static const char *const second[] = {"湖", "江", "河", "溪", "泉", "山", "岭", "林",
                                         "园", "庭", "苑", "城", "都", "府", "邸", "湾",
                                         "洲", "岸", "港", "桥", "台", "阁", "轩", "居",
                                         "里", "坊", "庄", "峰", "谷", "原"};
    static const char *const kind[] = {"小区", "花园", "公寓", "家园", "新村", "广场",
                                       "大厦", "市场", "一期", "二期", "三期", "北区",
                                       "南区", "东区", "西区", "名邸", "御景", "尚品",
                                       "商城", "大院", "雅居", "新城", "佳苑"};
    double u = dice_unit(d);
    size_t k = (size_t)(exp(u * log(ESTATES + 1.0)) - 1), n = COUNT(first) * COUNT(second);
    size_t pair = k * 7 % n; /* neighbours in rank are no neighbours in spelling */
    return str_fmt(a, "%s%s%s", first[pair / COUNT(second)], second[pair % COUNT(second)],
                   kind[k / n % COUNT(kind)]);
}

static const char *one_of(struct dice *d, const char *const *list, size_t n)
{
    return list[dice_below(d, (int64_t)n)];
}

const struct topic *topic_throw(struct dice *d)
{
    return &topics[dice_zipf(d, topics_n)];
}

void words_put(struct buf *out, struct dice *d, const struct topic *t, struct str place)
{
    static const char *const since[] = {"从上个月开始", "最近", "近半年来", "入冬以后"};
    double u = dice_unit(d);
    size_t from = out->n;
    size_t want = (LEAST_CHARS + (size_t)(u * u * (MOST_CHARS - LEAST_CHARS - 40))) * UTF8_CHAR;
    buf_c(out, one_of(d, openings, COUNT(openings)));
    buf_str(out, place);
    buf_str(out, estate_name(out->arena, d));
    buf_c(out, one_of(d, t->things, COUNT(t->things)));
    buf_c(out, one_of(d, since, COUNT(since)));
    buf_c(out, one_of(d, t->troubles, COUNT(t->troubles)));
    buf_c(out, "。");
    for (int64_t i = dice_below(d, COUNT(details)); out->n - from < want; i++)
        buf_c(out, details[i % (int64_t)COUNT(details)]);
    buf_c(out, one_of(d, endings, COUNT(endings)));
}

struct str words_name(struct arena *a, struct dice *d)
{
    static const char *const family[] = {"赵", "钱", "孙", "李", "周", "吴", "郑", "王",
                                         "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨"};
    static const char *const given[] = {"子", "文", "明", "秀", "英", "建", "国", "春",
                                        "兰", "志", "强", "小", "红", "天", "佑", "安"};
    return str_fmt(a, "%s%s%s", one_of(d, family, COUNT(family)),
                   one_of(d, given, COUNT(given)), one_of(d, given, COUNT(given)));
}

struct str words_phone(struct arena *a, struct dice *d)
{
    return str_fmt(a, "139%08lld", (long long)dice_below(d, 100000000));
}
