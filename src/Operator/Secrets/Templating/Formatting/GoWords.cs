using System.Text;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>How xstrings splits a name into words for snake_case and kebab-case.</summary>
internal static class GoWords
{
    private enum Word
    {
        Invalid,
        Number,
        Upper,
        Alphabet,
        Connector,
        Punctuation,
        Other,
    }

    internal static bool IsConnector(int rune) => rune is '-' or '_' || GoUnicode.IsSpace(rune);

    // Chinese characters are no letters of an alphabet to it.
    private static bool IsAlphabet(int rune) =>
        GoUnicode.IsLetter(rune)
        && rune is not ((>= 0x4E00 and <= 0x9FCC) or (>= 0x3400 and <= 0x4D85) or (>= 0x20000 and <= 0x2B81D));

    internal static string ToLowerCase(string text, char connector)
    {
        var output = new StringBuilder(text.Length + 8);
        var reader = new Reader(text);
        reader.Next();
        while (!reader.AtEnd)
        {
            if (reader.Kind != Word.Connector) Write(output, reader, connector);
            var (kind, last) = (reader.Kind, reader.Text);
            reader.Next();
            Join(output, kind, last, reader, connector);
        }
        Write(output, reader, connector);
        return output.ToString();
    }

    private static void Join(StringBuilder output, Word kind, string last, Reader reader, char connector)
    {
        switch (kind)
        {
            case Word.Number:
                WriteRun(output, reader, connector);
                if (reader.Kind != Word.Invalid && !Separates(reader.Kind)) output.Append(connector);
                return;
            case Word.Connector:
                Write(output, kind, last, connector);
                return;
            case Word.Punctuation:
                return;
        }
        if (reader.Kind != Word.Number)
        {
            if (!Separates(reader.Kind)) output.Append(connector);
            return;
        }
        if (reader.AtEnd) return;
        var number = reader.Text;
        reader.Next();
        // A number belongs to the word before it (Bld4Floor), unless small letters follow (HTTP2xx).
        if (reader.Kind != Word.Alphabet)
        {
            output.Append(number);
            if (!Separates(reader.Kind)) output.Append(connector);
            return;
        }
        output.Append(connector).Append(number);
        WriteRun(output, reader, connector);
        if (reader.Kind != Word.Invalid && !Separates(reader.Kind)) output.Append(connector);
    }

    private static void WriteRun(StringBuilder output, Reader reader, char connector)
    {
        while (reader.Kind is Word.Alphabet or Word.Number)
        {
            Write(output, reader, connector);
            reader.Next();
        }
    }

    private static bool Separates(Word kind) => kind is Word.Connector or Word.Punctuation;

    private static void Write(StringBuilder output, Reader reader, char connector) =>
        Write(output, reader.Kind, reader.Text, connector);

    private static void Write(StringBuilder output, Word kind, string word, char connector)
    {
        if (kind is not (Word.Upper or Word.Connector))
        {
            output.Append(word);
            return;
        }
        foreach (var rune in ByteText.Runes(word))
        {
            if (IsConnector(rune)) output.Append(connector);
            else ByteText.AppendRune(output, GoUnicode.IsUpper(rune) ? GoUnicode.ToLower(rune) : rune);
        }
    }

    private sealed class Reader(string text)
    {
        private int _at;

        internal Word Kind { get; private set; }

        internal string Text { get; private set; } = "";

        internal bool AtEnd => _at >= text.Length;

        internal void Next()
        {
            var start = _at;
            Kind = Word.Invalid;
            Text = "";
            if (AtEnd) return;
            var first = Read();
            if (first != ByteText.RuneError) Kind = Classify(first);
            Text = text[start.._at];
        }

        private int Read()
        {
            var rune = ByteText.DecodeRune(text, _at, out var width);
            _at += width;
            return rune;
        }

        private void While(Func<int, bool> accepted)
        {
            while (!AtEnd)
            {
                var rune = ByteText.DecodeRune(text, _at, out var width);
                // Broken bytes stay with the word they are in.
                if (rune != ByteText.RuneError && !accepted(rune)) return;
                _at += width;
            }
        }

        private Word Classify(int first)
        {
            if (IsConnector(first)) return Take(Word.Connector, IsConnector);
            if (GoUnicode.IsPunctuation(first)) return Take(Word.Punctuation, GoUnicode.IsPunctuation);
            if (GoUnicode.IsUpper(first)) return TakeUpper();
            if (IsAlphabet(first)) return Take(Word.Alphabet, r => IsAlphabet(r) && !GoUnicode.IsUpper(r));
            if (GoUnicode.IsNumber(first)) return Take(Word.Number, GoUnicode.IsNumber);
            return Take(Word.Other, r => !IsConnector(r) && !IsAlphabet(r) && !GoUnicode.IsNumber(r) && !GoUnicode.IsPunctuation(r));
        }

        private Word Take(Word kind, Func<int, bool> accepted)
        {
            While(accepted);
            return kind;
        }

        // HTTPStatus is HTTP and Status: the last capital goes with what follows.
        private Word TakeUpper()
        {
            if (AtEnd) return Word.Upper;
            var second = ByteText.DecodeRune(text, _at, out _);
            if (GoUnicode.IsUpper(second))
            {
                var last = _at;
                While(r =>
                {
                    if (!GoUnicode.IsUpper(r)) return false;
                    last = _at;
                    return true;
                });
                if (!AtEnd && IsAlphabet(ByteText.DecodeRune(text, _at, out _))) _at = last;
            }
            else if (IsAlphabet(second))
            {
                While(r => IsAlphabet(r) && !GoUnicode.IsUpper(r));
            }
            return Word.Upper;
        }
    }
}
