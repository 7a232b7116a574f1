//! Texts as they are compared: blanks, widths of marks, traditional characters and pinyin glosses make no difference.

/// Traditional characters that official texts use, each before its simplified one. Both sides of a comparison are
/// folded, so a pair too few is a false alarm and never a false match.
const PAIRS: &str = "瀆渎饋馈們们閣阁嚮向癥症輯辑竇窦瘋疯籲吁贖赎渦涡誘诱讒谗賂赂囑嘱禦御隸隶癮瘾\
協协聯联動动機机發发掃扫惡恶網网訊讯開开專专項项鬥斗爭争來来強强領领導导組组織织類类違违點点對对門门續续報报頻频傳传階阶業业績绩務务個个職职齊齐總总間间偵侦這这\
離离綫线線线辦办紀纪檢检監监訪访關关審审嚴严滲渗層层級级實实記记錄录舉举獎奖聽听證证據据調调處处罰罚則则規规範范條条約约談谈話话說说認认識识責责負负從从眾众獨独\
創创區区縣县鄉乡鎮镇黨党團团國国會会議议長长時时現现場场環环節节縱纵橫横資资號号碼码電电腦脑書书單单數数統统計计畫画圖图標标題题樣样問问應应當当經经過过與与為为\
無无並并將将僅仅誰谁結结構构終终給给紅红綠绿編编緒绪維维繼继護护繫系縮缩緊紧紛纷納纳細细絡络絕绝絲丝羅罗罷罢義义習习聞闻聲声舊旧興兴華华萬万藝艺蘇苏術术衛卫衝冲\
補补裝装裡里製制複复親亲覺觉觀观觸触訂订訓训託托訴诉診诊許许設设評评詞词試试詢询詳详誠诚語语誤误請请論论諮咨譯译讀读變变讓让豐丰貝贝財财貢贡貧贫貨货販贩貪贪貫贯\
貴贵貸贷費费貼贴貿贸賀贺賊贼賓宾賞赏賠赔賢贤賣卖質质賬账賴赖購购贈赠贏赢趙赵趕赶躍跃車车軌轨軍军軟软較较載载輔辅輕轻輛辆輝辉輩辈輪轮輸输轄辖轉转辯辩農农迴回逕径\
連连進进遊游運运達达遞递遠远適适遲迟遷迁選选遺遗還还邊边郵邮鄧邓鄭郑鄰邻釋释鉤钩針针鈔钞鈴铃銀银銅铜銳锐銷销鋒锋鋪铺錢钱錯错鍵键鎖锁鏈链鐘钟鐵铁鑒鉴閉闭閱阅隊队\
際际陽阳陰阴陳陈險险隨随隱隐難难雙双雜杂雞鸡霧雾靈灵靜静響响頁页頂顶順顺須须預预頑顽頒颁頓顿頭头額额顏颜願愿顧顾顯显風风飛飞飯饭飲饮飾饰養养餘余館馆馬马馮冯駐驻\
駕驾驗验驅驱驚惊體体髮发鬆松鬧闹魚鱼鮮鲜鳥鸟鳴鸣麥麦麗丽麼么黃黄齒齿龍龙龜龟夾夹奪夺奮奋婦妇學学寧宁寫写寬宽寶宝尋寻尷尴屆届屬属島岛幣币師师帳账帶带幫帮幹干幾几\
庫库廁厕廠厂廢废廣广廳厅彈弹彙汇彌弥徑径復复徹彻恆恒悶闷愛爱態态慶庆慮虑憂忧憑凭憲宪懷怀懶懒戀恋戰战戲戏戶户拋抛捨舍掛挂採采換换揮挥損损搖摇搶抢摟搂撓挠撥拨撫抚\
擁拥擇择擊击擋挡擔担擠挤擬拟擴扩擺摆擾扰攔拦攜携攝摄敗败敵敌斂敛斷断晉晋暫暂曉晓東东極极榮荣槍枪樂乐樓楼樞枢橋桥檔档櫃柜權权歐欧歡欢歲岁歷历歸归殘残殺杀殼壳毀毁\
氣气決决沒没況况淨净淺浅減减測测湯汤準准溝沟溫温滅灭滿满漢汉漲涨漸渐潔洁潛潜澤泽濟济濤涛濫滥灣湾災灾烏乌煉炼煩烦熱热燈灯營营爺爷牆墙狀状獄狱獲获獻献產产畢毕異异\
療疗痺痹盜盗盡尽盤盘確确礎础禮礼禍祸種种稱称積积穩稳窮穷竊窃競竞筆笔築筑簡简簽签籌筹籤签糧粮糾纠純纯紙纸綜综綱纲練练繳缴罵骂聖圣脅胁脈脉脫脱腳脚臉脸臨临艱艰藥药\
虛虚蟲虫蠻蛮裏里褲裤襲袭見见視视討讨詐诈該该誌志誡诫諒谅謀谋謝谢讚赞買买賭赌贓赃趨趋踐践蹤踪輿舆遼辽醫医釀酿鑽钻閒闲闖闯闡阐韓韩頌颂騙骗騰腾驟骤鹽盐黴霉啟启嗎吗\
喪丧喬乔嚇吓圍围園园圓圆執执堅坚塊块墮堕墳坟壓压壞坏壯壮夢梦夠够奧奥妝妆姦奸娛娱媽妈孫孙宮宫卻却廈厦參参雲云亂乱亞亚佈布佔占侶侣俠侠倉仓倆俩倫伦偉伟側侧偽伪傑杰\
傘伞備备傢家債债傷伤傾倾僑侨僕仆價价儀仪億亿儘尽償偿優优儲储兇凶兌兑兒儿內内兩两冊册凍冻凱凯別别刪删剎刹剛刚剝剥劃划劇剧劉刘劍剑劑剂勁劲勝胜勞劳勢势勵励勸劝勻匀\
匯汇卹恤厭厌厲厉敘叙吳吴員员喚唤陸陆於于後后乾干徵征係系們们隻只臺台週周滯滞塗涂稅税説说査查黒黑樁桩剷铲嘗尝噸吨嶺岭紮扎廟庙滾滚揚扬鏟铲";

/// A character as it is compared, or none where it makes no difference.
fn folded(c: char) -> Option<char> {
    let c = match c {
        _ if c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}') => return None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '“' | '”' | '„' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' => '\'',
        '—' | '–' | '―' | '─' => '-',
        '〔' | '[' => '(',
        '〕' | ']' => ')',
        c => c,
    };
    Some(c)
}

/// A text as it is compared, each character with the byte where it starts.
pub fn fold(text: &str) -> Vec<(char, usize)> {
    let pairs: std::collections::HashMap<char, char> = {
        let chars: Vec<char> = PAIRS.chars().collect();
        chars.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let mut list: Vec<(char, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(c) = folded(c) else { continue };
        let c = pairs.get(&c).copied().unwrap_or(c);
        list.push((c, at));
        if c == ')' {
            unglossed(&mut list);
        }
    }
    list
}

/// 機(jī): the pinyin that some pages put after a character is no part of the text.
fn unglossed(list: &mut Vec<(char, usize)>) {
    let Some(open) = list.iter().rposition(|(c, _)| *c == '(') else { return };
    let inner = &list[open + 1..list.len() - 1];
    let latin = |c: char| c.is_alphabetic() && (c.is_ascii() || ('\u{c0}'..'\u{250}').contains(&c));
    let after_character = open > 0 && ('\u{4e00}'..'\u{a000}').contains(&list[open - 1].0);
    if after_character && (1..=6).contains(&inner.len()) && inner.iter().all(|(c, _)| latin(*c)) && inner.iter().any(|(c, _)| !c.is_ascii())
    {
        list.truncate(open);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        fold(text).into_iter().map(|(c, _)| c).collect()
    }

    #[test]
    fn pairs_are_pairs() {
        assert_eq!(PAIRS.chars().count() % 2, 0);
        let chars: Vec<char> = PAIRS.chars().collect();
        let simplified = |c: char| chars.chunks_exact(2).any(|pair| pair[0] == c && pair[1] != c);
        let wrong: String = chars.chunks_exact(2).map(|pair| pair[1]).filter(|c| simplified(*c)).collect();
        assert_eq!(wrong, "", "simplified characters that are listed as traditional ones");
    }

    #[test]
    fn what_makes_no_difference() {
        assert_eq!(plain("協(xié)作聯(lián)動，  “線索”"), plain("协作联动, \"线索\""));
        assert_eq!(plain("甲(乙)(AB)"), "甲(乙)(AB)");
    }
}
