//! The keys of `monitor.toml`.

use super::shape::Shape;
use super::{Table, key};

const TEXT: Shape = Shape::Text;

pub static FILE: Table = Table::new(
    "monitor.file",
    ("monitor.toml", "monitor.toml"),
    ("值班台的提醒发到哪里。", "Where the duty desk sends its warnings."),
    &[&[key(
        "sinks",
        Shape::Named(&SINK),
        ("发送去处", "where warnings go"),
        ("一个去处一张 [sinks.名字] 表。", "A table [sinks.NAME] for each."),
        "[sinks.file]\nkind = \"file\"\npath = \"warnings.ndjson\"",
    )]],
);

pub static SINK: Table = Table::new(
    "sink",
    ("发送去处", "a sink"),
    ("一个去处。", "One place that warnings go to."),
    &[&[
        key(
            "kind",
            Shape::OneOf(&["file", "webhook", "mail"]),
            ("种类", "its kind"),
            ("file 写入文件,webhook 发往网址,mail 发电子邮件。", "file, webhook or mail."),
            "kind = \"file\"",
        )
        .required(),
        key(
            "path",
            TEXT,
            ("文件", "the file"),
            ("file:写入哪个文件,一行一条。", "file: the file that lines are appended to."),
            "path = \"warnings.ndjson\"",
        ),
        key(
            "url",
            TEXT,
            ("网址", "the URL"),
            ("webhook:发往的网址。", "webhook: where it is sent."),
            "url = \"https://example.org/warnings\"",
        ),
        key(
            "secret_file",
            TEXT,
            ("密钥文件", "the file of the secret"),
            ("webhook:存放令牌的文件。", "webhook: the file that holds the token."),
            "secret_file = \"token.txt\"",
        ),
        key("server", TEXT, ("邮件服务器", "the mail server"), ("mail:邮件服务器。", "mail: the server."), "server = \"mail.example.org\""),
        key("port", Shape::Whole, ("端口", "the port"), ("mail:端口。", "mail: the port."), "port = 465"),
        key(
            "security",
            Shape::OneOf(&["tls", "starttls", "none"]),
            ("加密方式", "how it is secured"),
            ("mail:tls(不写即是)、starttls、none。", "mail: tls (unless written), starttls, none."),
            "security = \"starttls\"",
        ),
        key("user", TEXT, ("用户名", "the user"), ("mail:用户名。", "mail: the user."), "user = \"duban\""),
        key(
            "password_file",
            TEXT,
            ("密码文件", "the file of the password"),
            ("mail:存放密码的文件。", "mail: the file that holds the password."),
            "password_file = \"password.txt\"",
        ),
        key(
            "ca_file",
            TEXT,
            ("证书文件", "the file of certificates"),
            ("mail:自有机构的证书。", "mail: certificates of an authority of one's own."),
            "ca_file = \"ca.pem\"",
        ),
        key("from", TEXT, ("发件人", "the sender"), ("mail:发件地址。", "mail: the sender's address."), "from = \"duban@example.org\""),
        key(
            "to",
            Shape::Table(&ADDRESSES),
            ("收件人", "addresses"),
            ("mail:各单位的地址;* 是其余各单位。", "mail: addresses by party; * is everybody else."),
            "to = { police = \"desk@example.org\", \"*\" = \"all@example.org\" }",
        ),
        key(
            "stages",
            Shape::Several(&Shape::OneOf(&["blue", "yellow", "red", "past_due"])),
            ("哪些提醒", "which warnings"),
            ("只发这些;不写都发。", "Only these; all unless written."),
            "stages = [\"red\", \"past_due\"]",
        ),
        key(
            "whom",
            Shape::Several(&TEXT),
            ("给谁的", "for whom"),
            ("只发给这些单位的提醒;不写都发。", "Only warnings for these parties; all unless written."),
            "whom = [\"police\"]",
        ),
        key(
            "collect",
            TEXT,
            ("何时合并发送", "when they are sent together"),
            ("攒到这个时刻一并发送:周五 16:00,或每天 08:30。", "Collected and sent at this time: friday 16:00, or 08:30 for every day."),
            "collect = \"周五 16:00\"",
        ),
    ]],
);

static ADDRESSES: Table = Table::of_names(
    "sink.to",
    ("收件人", "addresses"),
    ("单位 = 地址,一个或列表。", "Party = address, one or a list."),
    ("单位,或 *", "a party, or *"),
    Shape::Several(&TEXT),
);
