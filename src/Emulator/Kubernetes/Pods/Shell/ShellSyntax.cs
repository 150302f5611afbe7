namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>One piece of a word.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The literal text, the variable's name, or the script of a substitution.</param>
/// <param name="Quoted">Inside double quotes: not split into several words.</param>
/// <param name="Operator">What is done with a variable: <c>:-</c>, <c>%</c>…; <c>#</c> alone asks its length.</param>
/// <param name="Operand">The word after the operator in <c>${NAME:-word}</c>, not yet expanded.</param>
internal sealed record Part(PartKind Kind, string Text, bool Quoted, string Operator = "", string? Operand = null);

internal enum PartKind
{
    Literal,
    Variable,
    Command,
    Arithmetic,
}

/// <summary>Where control goes on after a command.</summary>
internal enum JumpKind
{
    None,
    Break,
    Continue,
    Return,
}

/// <summary>A word before expansion.</summary>
internal sealed record Word(IReadOnlyList<Part> Parts)
{
    /// <summary>The text when nothing in it was quoted or expands; null otherwise. Keywords are recognised by it.</summary>
    public string? Bare => Parts is [{ Kind: PartKind.Literal, Quoted: false } only] ? only.Text : null;
}

/// <summary>A redirection: <c>&gt;</c>, <c>&gt;&gt;</c>, <c>&lt;</c>, <c>2&gt;</c>, <c>2&gt;&amp;1</c>, <c>&lt;&lt;</c>
/// with the text itself as target.</summary>
internal sealed record Redirect(string Operator, Word? Target);

/// <summary>A piece of a script.</summary>
internal abstract record Node;

internal sealed record SimpleCommand(IReadOnlyList<Word> Words, IReadOnlyList<Redirect> Redirects) : Node;

internal sealed record Pipeline(IReadOnlyList<Node> Commands, bool Negated) : Node;

/// <summary>Commands joined by <c>;</c> (always), <c>&amp;&amp;</c> and <c>||</c>.</summary>
internal sealed record Sequence(IReadOnlyList<(string Operator, Node Command)> Parts) : Node;

internal sealed record Loop(Node Condition, Node Body, bool Until) : Node;

/// <summary>A <c>for</c>; without values it goes through the arguments.</summary>
internal sealed record ForEach(string Variable, IReadOnlyList<Word>? Values, Node Body) : Node;

internal sealed record Choice(Node Condition, Node Then, Node? Else) : Node;

internal sealed record Cases(Word Word, IReadOnlyList<(IReadOnlyList<Word> Patterns, Node Body)> Branches) : Node;

internal sealed record Function(string Name, Node Body) : Node;

/// <summary>A loop, a choice or a group whose input or output goes elsewhere.</summary>
internal sealed record Redirected(Node Command, IReadOnlyList<Redirect> Redirects) : Node;

/// <summary>A script that cannot be read.</summary>
internal sealed class ShellSyntaxException(string message) : Exception(message);
