namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>One piece of a word.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The literal text, the variable's name, or the script of a substitution.</param>
/// <param name="Quoted">Inside double quotes: not split into several words.</param>
/// <param name="Fallback">The word after <c>:-</c> in <c>${NAME:-word}</c>.</param>
internal sealed record Part(PartKind Kind, string Text, bool Quoted, string? Fallback = null);

internal enum PartKind
{
    Literal,
    Variable,
    Command,
}

/// <summary>A word before expansion.</summary>
internal sealed record Word(IReadOnlyList<Part> Parts)
{
    /// <summary>The text when nothing in it was quoted or expands; null otherwise. Keywords are recognised by it.</summary>
    public string? Bare => Parts is [{ Kind: PartKind.Literal, Quoted: false } only] ? only.Text : null;
}

/// <summary>A redirection: <c>&gt;</c>, <c>&gt;&gt;</c>, <c>&lt;</c>, <c>2&gt;</c>, <c>2&gt;&amp;1</c>.</summary>
internal sealed record Redirect(string Operator, Word? Target);

/// <summary>A piece of a script.</summary>
internal abstract record Node;

internal sealed record SimpleCommand(IReadOnlyList<Word> Words, IReadOnlyList<Redirect> Redirects) : Node;

internal sealed record Pipeline(IReadOnlyList<Node> Commands, bool Negated) : Node;

/// <summary>Commands joined by <c>;</c> (always), <c>&amp;&amp;</c> and <c>||</c>.</summary>
internal sealed record Sequence(IReadOnlyList<(string Operator, Node Command)> Parts) : Node;

internal sealed record Loop(Node Condition, Node Body, bool Until) : Node;

internal sealed record ForEach(string Variable, IReadOnlyList<Word> Values, Node Body) : Node;

internal sealed record Choice(Node Condition, Node Then, Node? Else) : Node;

/// <summary>A script that cannot be read.</summary>
internal sealed class ShellSyntaxException(string message) : Exception(message);
