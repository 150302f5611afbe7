namespace Eso.Operator.Secrets.Regexp;

/// <summary>A pattern that RE2 refuses, with the text of Go's regexp/syntax error.</summary>
internal sealed class RegexpException(string code, string expression)
    : Exception($"error parsing regexp: {code}: `{ByteText.ToText(expression)}`")
{
    /// <summary>Go's error code text, e.g. <c>missing closing ]</c>.</summary>
    internal string Code { get; } = code;

    internal const string InvalidCharRange = "invalid character class range";
    internal const string InvalidEscape = "invalid escape sequence";
    internal const string InvalidNamedCapture = "invalid named capture";
    internal const string InvalidPerlOp = "invalid or unsupported Perl syntax";
    internal const string InvalidRepeatOp = "invalid nested repetition operator";
    internal const string InvalidRepeatSize = "invalid repeat count";
    internal const string InvalidUtf8 = "invalid UTF-8";
    internal const string MissingBracket = "missing closing ]";
    internal const string MissingParen = "missing closing )";
    internal const string MissingRepeatArgument = "missing argument to repetition operator";
    internal const string TrailingBackslash = "trailing backslash at end of expression";
    internal const string UnexpectedParen = "unexpected )";
    internal const string NestingDepth = "expression nests too deeply";
    internal const string Large = "expression too large";
}
