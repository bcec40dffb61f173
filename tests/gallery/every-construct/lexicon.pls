<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
         alphabet="ipa" xml:lang="en-GB">
  <lexeme>
    <grapheme>Zarechye</grapheme>
    <alias>zah-RETCH-yeh</alias>
  </lexeme>
  <lexeme>
    <grapheme>tramway</grapheme>
    <phoneme>ˈtræmweɪ</phoneme>
  </lexeme>
</lexicon>
