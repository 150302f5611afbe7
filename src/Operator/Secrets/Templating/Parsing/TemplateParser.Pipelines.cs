using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Parsing;

/// <summary>Pipelines, commands and their operands.</summary>
internal sealed partial class TemplateParser
{
    private PipeNode Pipeline(string context, TokenKind end)
    {
        var pipe = new PipeNode(PeekNonSpace().Position);
        ParseDeclarations(pipe, context);
        while (true)
        {
            var token = NextNonSpace();
            if (token.Kind == end)
            {
                CheckPipeline(pipe, context);
                return pipe;
            }
            if (!BeginsOperand(token.Kind)) throw Unexpected(token, context);
            Back();
            pipe.Commands.Add(Command());
        }
    }

    private static bool BeginsOperand(TokenKind kind) => kind is TokenKind.Bool or TokenKind.CharConstant
        or TokenKind.Complex or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier or TokenKind.Number
        or TokenKind.Nil or TokenKind.RawString or TokenKind.String or TokenKind.Variable or TokenKind.LeftParen;

    private void ParseDeclarations(PipeNode pipe, string context)
    {
        while (PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            Next();
            // Up to three tokens decide: "$x foo" uses $x, "$x := foo" declares it.
            var after = Peek();
            var next = PeekNonSpace();
            if (next.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                pipe.IsAssign = next.Kind == TokenKind.Assign;
                NextNonSpace();
                Declare(pipe, variable);
                return;
            }
            if (next is not { Kind: TokenKind.Char, Text: "," })
            {
                if (after.Kind == TokenKind.Space) Back(variable, after);
                else Back(variable);
                return;
            }
            NextNonSpace();
            Declare(pipe, variable);
            if (context != "range" || pipe.Declarations.Count >= 2) throw Error($"too many declarations in {context}");
            if (PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelim or TokenKind.RightParen))
                throw Error("range can only initialize variables");
        }
    }

    private void Declare(PipeNode pipe, Token variable)
    {
        pipe.Declarations.Add(new VariableNode(variable.Position, variable.Text.Split('.')));
        _variables.Add(variable.Text);
    }

    private void CheckPipeline(PipeNode pipe, string context)
    {
        if (pipe.Commands.Count == 0) throw Error($"missing value for {context}");
        for (var i = 1; i < pipe.Commands.Count; i++)
            if (pipe.Commands[i].Arguments[0] is BoolNode or DotNode or NilNode or NumberNode or StringNode)
                throw Error($"non executable command in pipeline stage {i + 1}");
    }

    private CommandNode Command()
    {
        var command = new CommandNode(PeekNonSpace().Position);
        while (true)
        {
            PeekNonSpace();
            if (Operand() is { } operand) command.Arguments.Add(operand);
            var token = Next();
            if (token.Kind == TokenKind.Space) continue;
            if (token.Kind is TokenKind.RightDelim or TokenKind.RightParen) Back();
            else if (token.Kind != TokenKind.Pipe) throw Unexpected(token, "operand");
            break;
        }
        if (command.Arguments.Count == 0) throw Error("empty command");
        return command;
    }

    private Node? Operand()
    {
        var node = Term();
        if (node is null || Peek().Kind != TokenKind.Field) return node;
        var chain = new ChainNode(Peek().Position, node);
        while (Peek().Kind == TokenKind.Field) chain.Fields.Add(Next().Text[1..]);
        return node switch
        {
            FieldNode field => new FieldNode(chain.Position, [.. field.Names, .. chain.Fields]),
            VariableNode variable => new VariableNode(chain.Position, [.. variable.Names, .. chain.Fields]),
            BoolNode or StringNode or NumberNode or NilNode or DotNode =>
                throw Error($"unexpected . after term {GoQuote.Quote(node.ToString())}"),
            _ => chain,
        };
    }

    private Node? Term()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return _isFunction(token.Text)
                    ? new IdentifierNode(token.Position, token.Text)
                    : throw Error($"function {GoQuote.Quote(token.Text)} not defined");
            case TokenKind.Dot: return new DotNode(token.Position);
            case TokenKind.Nil: return new NilNode(token.Position);
            case TokenKind.Variable: return UseVariable(token);
            case TokenKind.Field: return new FieldNode(token.Position, [token.Text[1..]]);
            case TokenKind.Bool: return new BoolNode(token.Position, token.Text == "true");
            case TokenKind.CharConstant or TokenKind.Complex or TokenKind.Number:
                return NumberNode.TryParse(token, out var error) ?? throw Error(error);
            case TokenKind.LeftParen: return Parenthesized();
            case TokenKind.String or TokenKind.RawString:
                return GoUnquote.TryUnquote(token.Text, out var text)
                    ? new StringNode(token.Position, token.Text, text)
                    : throw Error("invalid syntax");
        }
        Back();
        return null;
    }

    private VariableNode UseVariable(Token token) =>
        _variables.Contains(token.Text)
            ? new VariableNode(token.Position, [token.Text])
            : throw Error($"undefined variable {GoQuote.Quote(token.Text)}");

    private PipeNode Parenthesized()
    {
        if (_parenDepth >= DepthMax || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Error("max expression depth exceeded");
        _parenDepth++;
        var pipe = Pipeline("parenthesized pipeline", TokenKind.RightParen);
        _parenDepth--;
        return pipe;
    }
}
