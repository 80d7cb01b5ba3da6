"""Small feeds, one of each kind, as sites send them."""

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>Harbour Courier</title><link>https://courier.example/</link><language>en-gb</language>
  <description>News of the port</description><lastBuildDate>Mon, 23 Nov 2026 10:05:00 GMT</lastBuildDate>
  <item>
    <title>Ferry &amp;amp; freight: &lt;i&gt;talks&lt;/i&gt; resume</title>
    <link>/2026/11/ferry?utm_source=rss</link>
    <guid isPermaLink="false">courier-1001</guid>
    <dc:creator>Ada Quay</dc:creator>
    <pubDate>Mon, 23 Nov 2026 11:00:00 +0100</pubDate>
    <description>&lt;p&gt;The ferries sail again.&lt;/p&gt;&lt;p&gt;Freight waits.&lt;/p&gt;</description>
    <content:encoded><![CDATA[<p>The ferries sail <b>again</b>.</p><script>track()</script>
      <ul><li>North</li><li>South</li></ul>]]></content:encoded>
  </item>
  <item>
    <title>Tide tables</title><link>https://courier.example/tides</link>
    <pubDate>Mon, 23 Nov 2026 09:00:00</pubDate>
    <description>High water at
      noon, they say.</description>
  </item>
  <item><enclosure url="https://courier.example/a.mp3" length="1" type="audio/mpeg"/></item>
</channel></rss>"""  # fmt: skip

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko" xml:base="https://sinmun.example/rss/">
  <title type="html">항구 &lt;b&gt;신문&lt;/b&gt;</title><link href="/"/><id>urn:feed</id>
  <updated>2026-11-23T10:00:00Z</updated>
  <entry>
    <title>항구가 다시 열렸다</title><id>urn:uuid:1</id>
    <link rel="self" href="https://sinmun.example/api/1"/><link rel="alternate" href="../news/1"/>
    <published>2026-11-23T18:30:00+09:00</published><updated>2026-11-23T20:00:00+09:00</updated>
    <author><name>김항구</name></author>
    <summary type="text">배가 3 &lt; 4 척</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>첫 문단.</p><p>둘째 문단.</p></div></content>
  </entry>
  <entry xml:lang="en" xml:base="https://elsewhere.example/en/">
    <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Harbour <em>open</em></div></title>
    <id>urn:uuid:2</id><link href="2"/><updated>2026-11-22</updated>
  </entry>
</feed>"""

RDF = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
         xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://minato.example/"><title>港通信</title><link>https://minato.example/</link>
    <dc:language>ja</dc:language></channel>
  <item rdf:about="https://minato.example/1?maca=ja-rss">
    <title>港が再開</title><link>https://minato.example/1?maca=ja-rss</link>
    <dc:date>2026-11-23T19:00:00+09:00</dc:date><description>船が出た。</description>
  </item>
</rdf:RDF>"""

JSON = """{
  "version": "https://jsonfeed.org/version/1.1", "title": "Hafen &amp; Meer", "language": "de",
  "home_page_url": "https://hafen.example/", "feed_url": "https://hafen.example/feed.json",
  "items": [
    {"id": 17, "url": "/a/17", "title": "F\\u00e4hren fahren wieder", "summary": "Kurz gesagt",
     "content_html": "<p>Die F\\u00e4hren fahren.</p><p>Alle.</p>", "date_published": "2026-11-23T11:00:00+01:00",
     "authors": [{"name": "Jo Kai"}, {"name": "Ida Mole"}]},
    {"id": "x", "external_url": "https://other.example/x", "content_text": "Erster Absatz\\n\\nzweiter",
     "language": "nl", "date_modified": "2026-11-22T08:00:00Z", "author": {"name": "Piet"}},
    {"id": "empty"}, "no object"
  ]
}"""
