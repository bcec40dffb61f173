"""The languages that the form offers, by the names that their speakers give them."""

from __future__ import annotations

_NAMES = {
    "ar": "العربية", "be": "Беларуская", "bg": "Български", "ca": "Català", "cs": "Čeština",
    "cy": "Cymraeg", "da": "Dansk", "de": "Deutsch", "de-AT": "Deutsch (Österreich)",
    "de-CH": "Deutsch (Schweiz)", "el": "Ελληνικά", "en": "English", "en-GB": "English (Britain)",
    "en-US": "English (United States)", "eo": "Esperanto", "es": "Español",
    "es-MX": "Español (México)", "et": "Eesti", "eu": "Euskara", "fi": "Suomi", "fr": "Français",
    "fr-CA": "Français (Canada)", "ga": "Gaeilge", "gl": "Galego", "he": "עברית", "hi": "हिन्दी",
    "hr": "Hrvatski", "hu": "Magyar", "id": "Bahasa Indonesia", "is": "Íslenska", "it": "Italiano",
    "ja": "日本語", "ka": "ქართული", "ko": "한국어", "lt": "Lietuvių", "lv": "Latviešu",
    "mk": "Македонски", "mt": "Malti", "nb": "Norsk bokmål", "nl": "Nederlands",
    "nn": "Norsk nynorsk", "pl": "Polski", "pt": "Português", "pt-BR": "Português (Brasil)",
    "ro": "Română", "ru": "Русский", "sk": "Slovenčina", "sl": "Slovenščina", "sq": "Shqip",
    "sr": "Српски", "sv": "Svenska", "tr": "Türkçe", "uk": "Українська", "vi": "Tiếng Việt",
    "zh": "中文",
}  # fmt: skip


def choices() -> tuple[tuple[str, str], ...]:
    """Return the tags (BCP 47), each with its name and itself in brackets."""
    return tuple((tag, f"{name} ({tag})") for tag, name in _NAMES.items())
