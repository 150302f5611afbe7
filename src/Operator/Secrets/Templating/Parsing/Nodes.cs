using System.Text;
using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Parsing;

/// <summary>A node of a parsed template. <see cref="Write"/> gives the source back, as errors quote it.</summary>
internal abstract class Node(int position)
{
    /// <summary>Byte offset in the template's text.</summary>
    internal int Position { get; } = position;

    internal abstract void Write(StringBuilder to);

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    internal static string Text(Action<StringBuilder> write)
    {
        var text = new StringBuilder();
        write(text);
        return text.ToString();
    }
}

internal sealed class ListNode(int position) : Node(position)
{
    internal List<Node> Nodes { get; } = [];

    internal override void Write(StringBuilder to)
    {
        foreach (var node in Nodes) node.Write(to);
    }
}

internal sealed class TextNode(int position, string text) : Node(position)
{
    internal string Content { get; } = text;

    internal override void Write(StringBuilder to) => to.Append(Content);
}

internal sealed class ActionNode(int position, PipeNode pipe) : Node(position)
{
    internal PipeNode Pipe { get; } = pipe;

    internal override void Write(StringBuilder to)
    {
        to.Append("{{");
        Pipe.Write(to);
        to.Append("}}");
    }
}

internal sealed class PipeNode(int position) : Node(position)
{
    internal bool IsAssign { get; set; }

    internal List<VariableNode> Declarations { get; } = [];

    internal List<CommandNode> Commands { get; } = [];

    internal override void Write(StringBuilder to)
    {
        for (var i = 0; i < Declarations.Count; i++)
        {
            if (i > 0) to.Append(", ");
            Declarations[i].Write(to);
        }
        if (Declarations.Count > 0) to.Append(IsAssign ? " = " : " := ");
        for (var i = 0; i < Commands.Count; i++)
        {
            if (i > 0) to.Append(" | ");
            Commands[i].Write(to);
        }
    }
}

internal sealed class CommandNode(int position) : Node(position)
{
    internal List<Node> Arguments { get; } = [];

    internal override void Write(StringBuilder to)
    {
        for (var i = 0; i < Arguments.Count; i++)
        {
            if (i > 0) to.Append(' ');
            WriteOperand(to, Arguments[i]);
        }
    }

    internal static void WriteOperand(StringBuilder to, Node node)
    {
        if (node is PipeNode) to.Append('(');
        node.Write(to);
        if (node is PipeNode) to.Append(')');
    }
}

internal sealed class IdentifierNode(int position, string name) : Node(position)
{
    internal string Name { get; } = name;

    internal override void Write(StringBuilder to) => to.Append(Name);
}

internal sealed class VariableNode(int position, string[] names) : Node(position)
{
    /// <summary>The variable with its dollar, then fields.</summary>
    internal string[] Names { get; } = names;

    internal override void Write(StringBuilder to) => to.AppendJoin('.', Names);
}

internal sealed class FieldNode(int position, string[] names) : Node(position)
{
    internal string[] Names { get; } = names;

    internal override void Write(StringBuilder to)
    {
        foreach (var name in Names) to.Append('.').Append(name);
    }
}

/// <summary>A parenthesised pipeline or a function, then fields.</summary>
internal sealed class ChainNode(int position, Node operand) : Node(position)
{
    internal Node Operand { get; } = operand;

    internal List<string> Fields { get; } = [];

    internal override void Write(StringBuilder to)
    {
        CommandNode.WriteOperand(to, Operand);
        foreach (var field in Fields) to.Append('.').Append(field);
    }
}

internal sealed class DotNode(int position) : Node(position)
{
    internal override void Write(StringBuilder to) => to.Append('.');
}

internal sealed class NilNode(int position) : Node(position)
{
    internal override void Write(StringBuilder to) => to.Append("nil");
}

internal sealed class BoolNode(int position, bool value) : Node(position)
{
    internal bool Value { get; } = value;

    internal override void Write(StringBuilder to) => to.Append(Value ? "true" : "false");
}

internal sealed class StringNode(int position, string quoted, string text) : Node(position)
{
    internal string Content { get; } = text;

    internal override void Write(StringBuilder to) => to.Append(quoted);
}

internal enum BranchKind
{
    If,
    Range,
    With,
}

internal sealed class BranchNode(BranchKind kind, PipeNode pipe, ListNode list, ListNode? otherwise) : Node(pipe.Position)
{
    internal BranchKind Kind { get; } = kind;

    internal PipeNode Pipe { get; } = pipe;

    internal ListNode List { get; } = list;

    internal ListNode? Else { get; } = otherwise;

    internal override void Write(StringBuilder to)
    {
        to.Append("{{").Append(Kind.ToString().ToLowerInvariant()).Append(' ');
        Pipe.Write(to);
        to.Append("}}");
        List.Write(to);
        if (Else is not null)
        {
            to.Append("{{else}}");
            Else.Write(to);
        }
        to.Append("{{end}}");
    }
}

internal sealed class TemplateNode(int position, string name, PipeNode? pipe) : Node(position)
{
    internal string Name { get; } = name;

    internal PipeNode? Pipe { get; } = pipe;

    internal override void Write(StringBuilder to)
    {
        to.Append("{{template ").Append(GoQuote.Quote(Name));
        if (Pipe is not null)
        {
            to.Append(' ');
            Pipe.Write(to);
        }
        to.Append("}}");
    }
}

/// <summary>Ends something: <c>end</c>, <c>else</c>, <c>break</c>, <c>continue</c>. The first two leave no trace in a tree.</summary>
internal sealed class KeywordNode(int position, TokenKind kind) : Node(position)
{
    internal TokenKind Kind { get; } = kind;

    internal override void Write(StringBuilder to) =>
        to.Append("{{").Append(Kind.ToString().ToLowerInvariant()).Append("}}");
}
