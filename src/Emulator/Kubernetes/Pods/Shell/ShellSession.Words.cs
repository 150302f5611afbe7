using System.Globalization;
using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Expanding words: variables, substitutions, arithmetic, splitting, names of files.</summary>
internal sealed partial class ShellSession
{
    private const int WordsMax = 10_000;
    private const int ExpansionMax = 1024 * 1024;

    /// <summary>The value of a name as <c>$NAME</c> gives it; null: not set.</summary>
    public string? Find(string name) => name switch
    {
        "?" => LastStatus.ToString(CultureInfo.InvariantCulture),
        "$" => "1",
        "0" => ShellName,
        "#" => Arguments.Count.ToString(CultureInfo.InvariantCulture),
        "@" or "*" => string.Join(' ', Arguments),
        _ when char.IsAsciiDigit(name[0]) => Arguments.ElementAtOrDefault((ShellLines.Number(name) ?? 0) - 1),
        _ => Variables.GetValueOrDefault(name),
    };

    /// <summary>A word as one text, without splitting.</summary>
    private async Task<string> TextAsync(Word word, ShellIo io)
    {
        var text = new StringBuilder();
        foreach (var part in word.Parts)
        {
            text.Append(await PartAsync(part, io).ConfigureAwait(false));
        }

        return text.ToString();
    }

    /// <summary>A word as a pattern: what was quoted stands for itself.</summary>
    private async Task<string> PatternAsync(Word word, ShellIo io)
    {
        var text = new StringBuilder();
        foreach (var part in word.Parts)
        {
            var value = await PartAsync(part, io).ConfigureAwait(false);
            text.Append(part.Quoted ? ShellPattern.Escape(value) : value);
        }

        return text.ToString();
    }

    private async Task<List<string>> ExpandAsync(IReadOnlyList<Word> words, ShellIo io)
    {
        var result = new List<string>();
        foreach (var word in words)
        {
            await ExpandAsync(word, io, result).ConfigureAwait(false);
            if (result.Count > WordsMax)
            {
                throw new ShellSyntaxException("too many words");
            }
        }

        return result;
    }

    private async Task ExpandAsync(Word word, ShellIo io, List<string> result)
    {
        var current = new StringBuilder();
        var pattern = new StringBuilder();
        var any = false;
        void Add(string text, bool quoted)
        {
            current.Append(text);
            pattern.Append(quoted ? ShellPattern.Escape(text) : text);
            any = true;
        }

        void End()
        {
            Named(current.ToString(), pattern.ToString(), result);
            current.Clear();
            pattern.Clear();
        }

        foreach (var part in word.Parts)
        {
            if (part is { Kind: PartKind.Variable, Text: "@", Quoted: true })
            {
                // "$@" is the only quoted expansion that makes several words, or none.
                for (var i = 0; i < Arguments.Count; i++)
                {
                    if (i > 0)
                    {
                        End();
                    }

                    Add(Arguments[i], quoted: true);
                }

                continue;
            }

            var value = await PartAsync(part, io).ConfigureAwait(false);
            if (part.Kind == PartKind.Literal || part.Quoted)
            {
                Add(value, part.Quoted);
                continue;
            }

            // Unquoted expansions fall apart at blanks.
            var pieces = value.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
            if (current.Length > 0 && value.Length > 0 && char.IsWhiteSpace(value[0]))
            {
                End();
            }

            for (var i = 0; i < pieces.Length; i++)
            {
                if (i > 0)
                {
                    End();
                }

                Add(pieces[i], quoted: false);
            }
        }

        if (any)
        {
            End();
        }
    }

    /// <summary>A word with wildcards becomes the names of files, when there are any.</summary>
    private void Named(string text, string pattern, List<string> result)
    {
        if (!ShellPattern.HasWildcards(pattern))
        {
            result.Add(text);
            return;
        }

        var found = ShellPattern.Files(Disk, pattern);
        if (found.Count == 0)
        {
            result.Add(text);
        }

        result.AddRange(found);
    }

    private async Task<string> PartAsync(Part part, ShellIo io) => part.Kind switch
    {
        PartKind.Variable => await ValueAsync(part, io).ConfigureAwait(false),
        PartKind.Command => await OutputAsync(part.Text, io).ConfigureAwait(false),
        PartKind.Arithmetic => ShellArithmetic.Evaluate(
            await TextAsync(ShellLexer.Quoted(part.Text), io).ConfigureAwait(false), this),
        _ => part.Text,
    };

    private async Task<string> ValueAsync(Part part, ShellIo io)
    {
        if (part.Operand is null)
        {
            return part.Operator == "#"
                ? (Find(part.Text) ?? "").Length.ToString(CultureInfo.InvariantCulture)
                : Find(part.Text) ?? "";
        }

        var value = Find(part.Text);
        var isThere = value is not null && (value.Length > 0 || part.Operator[0] != ':');
        var word = ShellLexer.Quoted(part.Operand);
        switch (part.Operator)
        {
            case ":-" or "-":
                return isThere ? value! : await TextAsync(word, io).ConfigureAwait(false);
            case ":+" or "+":
                return isThere ? await TextAsync(word, io).ConfigureAwait(false) : "";
            case ":=" or "=":
                if (!isThere)
                {
                    value = await TextAsync(word, io).ConfigureAwait(false);
                    Set(part.Text, value);
                }

                return value!;
            case ":?" or "?":
                if (isThere)
                {
                    return value!;
                }

                var why = await TextAsync(word, io).ConfigureAwait(false);
                Exited = true;
                throw new ShellSyntaxException($"{part.Text}: {(why.Length > 0 ? why : "parameter not set")}");
            default:
                var pattern = await TextAsync(ShellLexer.Quoted(part.Operand), io).ConfigureAwait(false);
                return ShellPattern.Trim(value ?? "", part.Operator, pattern);
        }
    }

    private async Task<string> OutputAsync(string script, ShellIo io)
    {
        var output = new StringBuilder();
        await ScriptAsync(script, io with { Output = Into(output) }).ConfigureAwait(false);
        return output.Length > ExpansionMax ? "" : output.ToString().TrimEnd('\n');
    }
}
