"""Names of many scripts for the demo company's people, as pairs of lists: given names, family names."""

Names = tuple[list[str], list[str]]


def _words(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


POLISH: Names = (
    _words(
        "Agnieszka Wojciech Małgorzata Zbigniew Bożena Łukasz Żaneta Grzegorz Elżbieta Michał Świętosława Paweł "
        "Joanna Rafał Wioletta Stanisław Halina Jędrzej Urszula Kamil Bogusława Sławomir Dorota Mirosław"
    ),
    _words(
        "Wójcik Kowalczyk Dąbek Szymczak Woźniak Kozieł Jabłonka Król Wieczorek Źrebiec Stępień Góral Pawłowicz Zając "
        "Ćwik Śliwa Łuczak Piątek Głowacz Mróz Brzęczyszczykiewicz Nowak-Jastrząb Gołąb"
    ),
)
UKRAINIAN: Names = (
    _words("Оксана Олександр Наталія Андрій Людмила Сергій Ірина Володимир Тетяна Юрій Ганна Богдан"),
    _words("Шевченко Коваленко Бондаренко Ткаченко Кравчук Олійник Поліщук Лисенко Гаврилюк Мельник В’юн"),
)
GERMAN: Names = (
    _words("Jürgen Sabine Björn Käthe Uwe Gisela Götz Heike Matthias Renate Sören Monika Günther Anneliese"),
    _words(
        "Müller Schröder Weiß Köhler Jäger Großmann Böhm Lüdenscheid Vogel Freiherr_von_Stein Schäfer Kühn Ölschläger"
    ),
)
GREEK: Names = (
    _words("Γιώργος Ελένη Δημήτρης Αικατερίνη Κωνσταντίνος Χρυσούλα Στέλιος Ευαγγελία"),
    _words("Παπαγεωργίου Νικολάου Γεωργίου Αντωνίου Χρήστου Βασιλείου Αθανασίου"),
)
ARABIC: Names = (
    _words("محمد فاطمة أحمد خديجة يوسف زينب عمر ليلى"),
    _words("الحسن عبد_الرحمن الخطيب منصور الشامي حدّاد نجّار"),
)
HEBREW: Names = (_words("דוד רחל יעקב שרה משה"), _words("כהן לוי פרידמן בן־דוד מזרחי"))
IRISH: Names = (
    _words("Seán Siobhán Pádraig Aoife Ciarán Niamh Eoghan Gráinne Tomás Róisín Liam Maeve"),
    _words("O’Connor Ó_Briain McCarthy D’Arcy Ní_Dhomhnaill O'Sullivan Mac_Giolla Byrne Fitzgerald"),
)
ROMANCE: Names = (
    _words("José Zoë François Inês Renée Nuño Çağla Ştefan"),
    _words("Muñoz Lefèvre Gonçalves Núñez Crăciun Yıldız García-Márquez"),
)
DEVANAGARI: Names = (
    _words("राहुल प्रिया संजय अनीता विक्रम सुनीता अमित कविता रोहित मीनाक्षी दीपक ज्योति"),
    _words("शर्मा पाटील कुलकर्णी देशमुख जोशी चव्हाण गायकवाड शिंदे कांबळे"),
)
INDIAN: Names = (_words("Arjun Lakshmi Ganesh Deepa Suresh"), _words("Iyer Nair Krishnamurthy Rao Fernandes"))
THAI: Names = (
    _words("สมชาย กัญญา วิชัย นภาพร ธนากร สุภาวดี อนุชา พิมพ์ชนก ประเสริฐ จันทร์เพ็ญ กิตติศักดิ์ รุ่งนภา"),
    _words("ศรีสุข ทองดี บุญมี วงศ์สวัสดิ์ แก้วมณี รัตนพันธ์ สุขสวัสดิ์ พันธุ์ไพโรจน์ อินทร์แก้ว"),
)
CHINESE: Names = (_words("小明 秀英 伟 丽娟 国强 雨桐"), _words("王 李 张 欧阳 陈 黃"))
JAPANESE: Names = (_words("さくら 健太 陽子"), _words("佐藤 鈴木 渡邉"))
KOREAN: Names = (_words("민준 서연"), _words("김 박"))
