using System.Text;

namespace Eso.Operator.Secrets.Regexp;

/// <summary>
/// Go's regexp package: RE2 syntax and limits, leftmost-first matches, linear time. The methods that end in
/// <c>Bytes</c> take and give byte strings (see <see cref="ByteText"/>); the others ordinary text.
/// </summary>
public sealed class GoRegexp
{
    private readonly RegexpProgram _program;
    private readonly string[] _names;
    private readonly string _pattern;

    private GoRegexp(string pattern)
    {
        var (root, names) = RegexpParser.Parse(pattern);
        _names = names;
        _pattern = pattern;
        _program = RegexpProgram.Compile(root, names.Length);
    }

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="FormatException">RE2 refuses it; the message is Go's.</exception>
    public static GoRegexp Compile(string pattern) => CompileBytes(ByteText.FromText(pattern));

    /// <summary>Compiles a pattern; false and Go's message when RE2 refuses it.</summary>
    public static bool TryCompile(string pattern, out GoRegexp? regexp, out string error)
    {
        try
        {
            regexp = Compile(pattern);
            error = "";
            return true;
        }
        catch (FormatException refused)
        {
            regexp = null;
            error = refused.Message;
            return false;
        }
    }

    internal static GoRegexp CompileBytes(string pattern)
    {
        try
        {
            return new GoRegexp(pattern);
        }
        catch (RegexpException refused)
        {
            throw new FormatException(refused.Message, refused);
        }
    }

    /// <summary>The names of the groups by index; group 0 and unnamed ones are empty.</summary>
    public IReadOnlyList<string> Names => _names;

    public bool IsMatch(string input) => IsMatchBytes(ByteText.FromText(input));

    /// <summary>The first match and its groups; null for a group that took no part; empty when nothing matches.</summary>
    public IReadOnlyList<string?> FindSubmatch(string input)
    {
        var bytes = ByteText.FromText(input);
        return FindIndex(bytes) is { } found ? [.. Groups(bytes, found).Select(g => g is null ? null : ByteText.ToText(g))] : [];
    }

    /// <summary>Byte offsets (in UTF-8) of the first match and its groups; -1 for none; empty when nothing matches.</summary>
    public IReadOnlyList<int> FindSubmatchIndex(string input) => FindIndex(ByteText.FromText(input)) ?? [];

    /// <summary>Successive matches; a negative count means all.</summary>
    public IReadOnlyList<string> FindAll(string input, int count = -1) =>
        [.. FindAllBytes(ByteText.FromText(input), count).Select(ByteText.ToText)];

    /// <summary>Replaces every match; <c>$1</c>, <c>${name}</c> and <c>$$</c> in the replacement are expanded.</summary>
    public string ReplaceAll(string input, string replacement) =>
        ByteText.ToText(ReplaceAllBytes(ByteText.FromText(input), ByteText.FromText(replacement)));

    internal bool IsMatchBytes(string input, RegexpBudget? budget = null) =>
        RegexpMachine.Find(_program, input, 0, 0, budget) is not null;

    internal string? FindBytes(string input, RegexpBudget? budget = null) =>
        RegexpMachine.Find(_program, input, 0, 2, budget) is { } found ? input[found[0]..found[1]] : null;

    internal List<string> FindAllBytes(string input, int count, RegexpBudget? budget = null) =>
        [.. Matches(input, count, 2, budget).Select(m => input[m[0]..m[1]])];

    internal string ReplaceAllBytes(string input, string replacement, RegexpBudget? budget = null) =>
        Replace(input, replacement.Contains('$') ? null : replacement, replacement, budget);

    internal string ReplaceAllLiteralBytes(string input, string replacement, RegexpBudget? budget = null) =>
        Replace(input, replacement, replacement, budget);

    /// <summary>Pieces between matches; at most <paramref name="count"/>, the last being the unsplit rest; 0 gives null.</summary>
    internal List<string>? SplitBytes(string input, int count, RegexpBudget? budget = null)
    {
        if (count == 0) return null;
        if (input.Length == 0) return _pattern.Length > 0 ? [""] : [];
        var pieces = new List<string>();
        int begin = 0, end = 0;
        foreach (var match in Matches(input, count, 2, budget))
        {
            if (count > 0 && pieces.Count == count - 1) break;
            end = match[0];
            if (match[1] != 0) pieces.Add(input[begin..end]);
            begin = match[1];
        }
        if (end != input.Length) pieces.Add(input[begin..]);
        return pieces;
    }

    /// <summary>A pattern that matches a text literally.</summary>
    internal static string QuoteMeta(string text)
    {
        var quoted = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (@"\.+*?()|[]{}^$".Contains(c)) quoted.Append('\\');
            quoted.Append(c);
        }
        return quoted.ToString();
    }

    private int[]? FindIndex(string input) => RegexpMachine.Find(_program, input, 0, _program.Slots);

    private static IEnumerable<string?> Groups(string input, int[] found)
    {
        for (var i = 0; i < found.Length; i += 2) yield return found[i] < 0 ? null : input[found[i]..found[i + 1]];
    }

    private IEnumerable<int[]> Matches(string input, int count, int slots, RegexpBudget? budget)
    {
        var previousEnd = -1;
        for (int at = 0, given = 0; (count < 0 || given < count) && at <= input.Length;)
        {
            if (RegexpMachine.Find(_program, input, at, slots, budget) is not { } match) yield break;
            var accept = true;
            if (match[1] == at)
            {
                // An empty match right after a match does not count.
                accept = match[0] != previousEnd;
                ByteText.DecodeRune(input, at, out var width);
                at = width > 0 ? at + width : input.Length + 1;
            }
            else
            {
                at = match[1];
            }
            previousEnd = match[1];
            if (!accept) continue;
            given++;
            yield return match;
        }
    }

    private string Replace(string input, string? literal, string template, RegexpBudget? budget)
    {
        StringBuilder? output = null;
        int lastEnd = 0, at = 0;
        while (at <= input.Length)
        {
            var slots = literal is null ? _program.Slots : 2;
            if (RegexpMachine.Find(_program, input, at, slots, budget) is not { } match) break;
            budget?.Allow((output?.Length ?? 0) + template.Length);
            output ??= new StringBuilder(input.Length + 16);
            output.Append(input, lastEnd, match[0] - lastEnd);
            if (match[1] > lastEnd || match[0] == 0)
            {
                if (literal is not null) output.Append(literal);
                else Expand(output, template, input, match);
            }
            lastEnd = match[1];
            ByteText.DecodeRune(input, at, out var width);
            if (at + width > match[1]) at += width;
            else if (at + 1 > match[1]) at++;
            else at = match[1];
        }
        return output is null ? input : output.Append(input, lastEnd, input.Length - lastEnd).ToString();
    }

    private void Expand(StringBuilder output, string template, string input, int[] match)
    {
        for (var at = 0; at < template.Length;)
        {
            var dollar = template.IndexOf('$', at);
            if (dollar < 0) dollar = template.Length;
            output.Append(template, at, dollar - at);
            at = dollar + 1;
            if (at > template.Length) return;
            if (at < template.Length && template[at] == '$')
            {
                output.Append('$');
                at++;
            }
            else if (TryReference(template, ref at, out var name))
            {
                AppendGroup(output, name, input, match);
            }
            else
            {
                output.Append('$');
            }
        }
    }

    private static bool TryReference(string template, ref int at, out string name)
    {
        var braced = at < template.Length && template[at] == '{';
        var start = braced ? at + 1 : at;
        var end = start;
        while (end < template.Length)
        {
            var rune = ByteText.DecodeRune(template, end, out var width);
            if (rune != '_' && !(Rune.IsValid(rune) && (Rune.IsLetter(new Rune(rune)) || Rune.IsDigit(new Rune(rune))))) break;
            end += width;
        }
        name = template[start..end];
        if (name.Length == 0 || (braced && (end >= template.Length || template[end] != '}'))) return false;
        at = braced ? end + 1 : end;
        return true;
    }

    private void AppendGroup(StringBuilder output, string name, string input, int[] match)
    {
        // Leading zeros and what exceeds 10^8 make a name, not a number.
        var isNumber = name.All(char.IsAsciiDigit) && name.Length <= 9 && !(name.Length > 1 && name[0] == '0');
        if (isNumber)
        {
            var index = int.Parse(name);
            if (2 * index + 1 < match.Length && match[2 * index] >= 0) AppendSlot(index);
            return;
        }
        for (var i = 0; i < _names.Length; i++)
        {
            if (_names[i] != name || match[2 * i] < 0) continue;
            AppendSlot(i);
            return;
        }

        void AppendSlot(int index) => output.Append(input, match[2 * index], match[2 * index + 1] - match[2 * index]);
    }
}
