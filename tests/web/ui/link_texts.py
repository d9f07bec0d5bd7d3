"""Texts as strangers might send them, and what must become of each.

`{url|shown|host}` stands for a marked link that leaves: where it leads in the end, what is read,
and the host that is named to those who hear the page. `[mailto|shown]` stands for a mail link.
All else stands as it is in the page.
"""

PLAIN = [
    ("nothing here", "nothing here"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("javascript:alert(1)", "javascript:alert(1)"),
    ("JaVaScRiPt://quay.example/%0aalert(1)", "JaVaScRiPt://quay.example/%0aalert(1)"),
    ("data:text/html;base64,PHNjcmlwdD4=", "data:text/html;base64,PHNjcmlwdD4="),
    ("file:///etc/passwd", "file:///etc/passwd"),
    ("ftp://quay.example/x", "ftp://quay.example/x"),
    ("//quay.example/x", "//quay.example/x"),
    ("vbscript:x blob:https:x", "vbscript:x blob:https:x"),
    ("quay.example", "quay.example"),  # a full stop without a space is no address
    ("version 1.2.3, see 4.5", "version 1.2.3, see 4.5"),
    ("https://", "https://"),
    ("https:///quay.example", "https:///quay.example"),
    ("https:quay.example", "https:quay.example"),
    (r"https:\\quay.example\x", r"https:\\quay.example\x"),
    (r"https://good.example\@evil.example/", r"https://good.example\@evil.example/"),
    ("https://quay.example:99999/", "https://quay.example:99999/"),
    ("https://2130706433/", "https://2130706433/"),
    ("https://0x7f000001/", "https://0x7f000001/"),
    ("https://0177.0.0.1/", "https://0177.0.0.1/"),
    ("https://127.1/", "https://127.1/"),
    ("https://1.2.3.256/", "https://1.2.3.256/"),
    ("https://-quay.example/", "https://-quay.example/"),
    ("https://☕.example/", "https://☕.example/"),
    ("https://a⁄b.example/", "https://a⁄b.example/"),  # a fraction slash is no slash
    ("xhttps://quay.example", "xhttps://quay.example"),
    ("mailto:", "mailto:"),
    ("@ada and a@ and @", "@ada and a@ and @"),
    ("ada@localhost", "ada@localhost"),
    ('"onmouseover="alert(1)', "&quot;onmouseover=&quot;alert(1)"),
    ("www.", "www."),
    ("\u202ehttps://evil.example/", "<bdi>\u202ehttps://evil.example/</bdi>"),
    ("https://my_berth.quay.example/", "https://my_berth.quay.example/"),
    ("https://" + "a" * 64 + ".example/", "https://" + "a" * 64 + ".example/"),
]

LINKS = [
    ("https://quay.example", "{https://quay.example|https://*quay.example*|quay.example}"),
    (
        "See http://quay.example/4, please.",
        "See {http://quay.example/4|http://*quay.example*/4|quay.example}, please.",
    ),
    (
        "(https://quay.example/a_(b))",
        "({https://quay.example/a_(b)|https://*quay.example*/a_(b)|quay.example})",
    ),
    (
        "[https://quay.example/]",
        "[{https://quay.example/|https://*quay.example*/|quay.example}]",
    ),
    (
        "<https://quay.example/>",
        "&lt;{https://quay.example/|https://*quay.example*/|quay.example}&gt;",
    ),
    (
        "“https://quay.example/x”!",
        "“{https://quay.example/x|https://*quay.example*/x|quay.example}”!",
    ),
    (
        "https://quay.example/?a=1&b=<2>",
        "{https://quay.example/?a=1&b=|https://*quay.example*/?a=1&amp;b=|quay.example}&lt;2&gt;",
    ),
    (
        "https://quay.example/'\"onclick=alert(1)",
        (
            "{https://quay.example/|https://*quay.example*/|quay.example}"
            "&#x27;&quot;onclick=alert(1)"
        ),
    ),
    (
        "https://bank.example@evil.example/login",
        (
            "{https://bank.example@evil.example/login|https://bank.example@*evil.example*/login"
            "|evil.example!}"
        ),
    ),
    (
        "https://bank.example:443@evil.example:8443/",
        (
            "{https://bank.example:443@evil.example:8443/"
            "|https://bank.example:443@*evil.example*:8443/|evil.example!}"
        ),
    ),
    (
        "https://bank.example%2f@evil.example/",
        (
            "{https://bank.example%2f@evil.example/|https://bank.example%2f@*evil.example*/"
            "|evil.example!}"
        ),
    ),
    (
        "https://evil.example/@bank.example",
        "{https://evil.example/@bank.example|https://*evil.example*/@bank.example|evil.example}",
    ),
    (
        "https://evil.example#@bank.example",
        "{https://evil.example#@bank.example|https://*evil.example*#@bank.example|evil.example}",
    ),
    (
        "https://evil.example?@bank.example",
        "{https://evil.example?@bank.example|https://*evil.example*?@bank.example|evil.example}",
    ),
    (
        "HTTPS://QUAY.Example/A",
        "{https://quay.example/A|https://*QUAY.Example*/A|quay.example}",
    ),
    (
        "https://münchen.example/hafen",
        (
            "{https://xn--mnchen-3ya.example/hafen|https://*münchen.example*/hafen"
            "|xn--mnchen-3ya.example}"
        ),
    ),
    (
        "https://xn--mnchen-3ya.example/",
        (
            "{https://xn--mnchen-3ya.example/|https://*xn--mnchen-3ya.example*/"
            "|xn--mnchen-3ya.example}"
        ),
    ),
    (
        "https://аpple.example/",  # a Cyrillic а before Latin letters
        "{https://xn--pple-43d.example/|https://*xn--pple-43d.example*/|xn--pple-43d.example}",
    ),
    (
        "https://аррӏе.example/",  # Cyrillic letters only, all of which look Latin
        (
            "{https://xn--80ak6aa92e.example/|https://*xn--80ak6aa92e.example*/"
            "|xn--80ak6aa92e.example}"
        ),
    ),
    (
        "https://гавань.example/",
        "{https://xn--80aafc7c0e.example/|https://*гавань.example*/|xn--80aafc7c0e.example}",
    ),
    (
        "https://東京.example/",
        "{https://xn--1lqs71d.example/|https://*東京.example*/|xn--1lqs71d.example}",
    ),
    (
        "https://gıthub.example/",  # a dotless i
        "{https://xn--gthub-n4a.example/|https://*xn--gthub-n4a.example*/|xn--gthub-n4a.example}",
    ),
    (
        "https://ɡoogle.example/",  # U+0261
        "{https://xn--oogle-qmc.example/|https://*xn--oogle-qmc.example*/|xn--oogle-qmc.example}",
    ),
    (
        "https://ｅｖｉｌ.example/",
        "{https://evil.example/|https://*evil.example*/|evil.example}",
    ),
    (
        "https://evil。example/",  # the full stop of a sentence
        "{https://evil|https://*evil*|evil}。example/",
    ),
    (
        "https://ev\u00adil.example/",
        "{https://evil.example/|https://*evil.example*/|evil.example}",
    ),
    (
        "https://evil.example/\u202efdp.exe",
        (
            "<bdi>{https://evil.example/%E2%80%AEfdp.exe|https://*evil.example*/%E2%80%AEfdp.exe"
            "|evil.example}</bdi>"
        ),
    ),
    (
        "https://evil.example/a\u200bb",
        "{https://evil.example/a%E2%80%8Bb|https://*evil.example*/a%E2%80%8Bb|evil.example}",
    ),
    (
        "https://quay.example/ü?q=東#ß",
        (
            "{https://quay.example/%C3%BC?q=%E6%9D%B1#%C3%9F|https://*quay.example*/ü?q=東#ß"
            "|quay.example}"
        ),
    ),
    (
        "https://quay.example/a%2Fb%zz",
        "{https://quay.example/a%2Fb%zz|https://*quay.example*/a%2Fb%zz|quay.example}",
    ),
    (
        r"https://quay.example/a\b",
        r"{https://quay.example/a%5Cb|https://*quay.example*/a\b|quay.example}",
    ),
    (
        r"https://good.example\.evil.example/",  # what browsers reach is good.example
        r"{https://good.example|https://*good.example*|good.example}\.evil.example/",
    ),
    ("https://127.0.0.1/x", "{https://127.0.0.1/x|https://*127.0.0.1*/x|127.0.0.1}"),
    (
        "https://a.example https://b.example",
        (
            "{https://a.example|https://*a.example*|a.example}"
            " {https://b.example|https://*b.example*|b.example}"
        ),
    ),
    (
        "https://a.example,https://b.example",
        (
            "{https://a.example|https://*a.example*|a.example}"
            ",{https://b.example|https://*b.example*|b.example}"
        ),
    ),
    (
        "line\nhttps://quay.example/\nline",
        "line\n{https://quay.example/|https://*quay.example*/|quay.example}\nline",
    ),
    (
        '{"url": "https://quay.example/x", "n": 1}',
        (
            "{&quot;url&quot;: &quot;{https://quay.example/x|https://*quay.example*/x|quay.example}"
            "&quot;, &quot;n&quot;: 1}"
        ),
    ),
    ("https://evil%2eexample/", "{https://evil|https://*evil*|evil}%2eexample/"),
    ("https://quay..example/", "{https://quay|https://*quay*|quay}..example/"),
    ("»https://quay.example/«…", "»{https://quay.example/|https://*quay.example*/|quay.example}«…"),
    ("www.quay.example", "{https://www.quay.example|*www.quay.example*|www.quay.example}"),
    (
        "WWW.quay.example/x.",
        "{https://www.quay.example/x|*WWW.quay.example*/x|www.quay.example}.",
    ),
    (
        "www.www.www.quay.example",
        "{https://www.www.www.quay.example|*www.www.www.quay.example*|www.www.www.quay.example}",
    ),
    ("ada@acme.example", "[ada@acme.example|ada@acme.example]"),
    ("mailto:ada@acme.example", "mailto:[ada@acme.example|ada@acme.example]"),
    ("E-mail:ada@acme.example;", "E-mail:[ada@acme.example|ada@acme.example];"),
    ("<ada+quay@acme.example>", "&lt;[ada+quay@acme.example|ada+quay@acme.example]&gt;"),
    ("ada@münchen.example", "[ada@xn--mnchen-3ya.example|ada@münchen.example]"),
    (
        "ada@acme.example?bcc=eve@evil.example",
        "[ada@acme.example|ada@acme.example]?bcc=eve@evil.example",
    ),
]

# The whole value of a field for web addresses.
FIELDS = [
    (
        "https://[::1]:8443/x",
        "{https://[::1]:8443/x|https://*[::1]*:8443/x|[::1]}",
    ),
    (
        "https://quay.example/a b",
        "{https://quay.example/a%20b|https://*quay.example*/a%20b|quay.example}",
    ),
    (
        "https://my_berth.example/",
        "{https://my_berth.example/|https://*my_berth.example*/|my_berth.example}",
    ),
    ("https://evil。example/", "{https://evil.example/|https://*evil.example*/|evil.example}"),
    (
        "https://quay.example/.",
        "{https://quay.example/.|https://*quay.example*/.|quay.example}",
    ),
    ("javascript:alert(1)", "javascript:alert(1)"),
    ("https://[fe80::1%25eth0]/", "https://[fe80::1%25eth0]/"),
    ("https://quay.example./", "{https://quay.example/|https://*quay.example.*/|quay.example}"),
    (
        "https://a@b@evil.example/",
        ("{https://a%40b@evil.example/|https://a@b@*evil.example*/|evil.example!}"),
    ),
    ("https://x" + "y" * 2000, "https://x" + "y" * 2000),
    ("https://quay.example/\ud800", "https://quay.example/\ud800"),
]
