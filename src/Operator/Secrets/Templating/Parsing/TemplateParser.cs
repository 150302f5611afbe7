using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Parsing;

/// <summary>Builds the trees of a template and of those it defines, refusing what text/template/parse refuses.</summary>
internal sealed partial class TemplateParser
{
    // Go 1.25's bound on nested parentheses; ours also bounds nested actions, for the stack's sake.
    private const int DepthMax = 10_000;

    private readonly string _name;
    private readonly Lexer _lexer;
    private readonly Func<string, bool> _isFunction;
    private readonly Dictionary<string, ListNode> _trees = new(StringComparer.Ordinal);
    private readonly Token[] _ahead = new Token[3];
    private int _aheadCount;
    private List<string> _variables = ["$"];
    private int _rangeDepth;
    private int _actionLine;
    private int _parenDepth;

    private TemplateParser(string name, string text, string left, string right, Func<string, bool> isFunction)
    {
        _name = name;
        _lexer = new Lexer(text, left, right);
        _isFunction = isFunction;
    }

    /// <summary>Every tree by name; the template's own is there unless it is empty and another was defined in its name.</summary>
    /// <exception cref="TemplateException">Go's parse error.</exception>
    internal static Dictionary<string, ListNode> Parse(
        string name, string text, string left, string right, Func<string, bool> isFunction)
    {
        var parser = new TemplateParser(name, text, left, right, isFunction);
        var root = parser.ParseRoot();
        parser.Add(name, root);
        return parser._trees;
    }

    private TemplateException Error(string message) =>
        new(TemplatePhase.Parse, $"template: {_name}:{_ahead[0].Line}: {message}");

    private TemplateException Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error) return Error($"unexpected {token} in {context}");
        var extra = "";
        if (_actionLine != 0 && _actionLine != token.Line)
        {
            extra = $" in action started at {_name}:{_actionLine}";
            if (token.Text.EndsWith(" action", StringComparison.Ordinal)) extra = extra[" in action".Length..];
        }
        return Error(token + extra);
    }

    private Token Next()
    {
        if (_aheadCount > 0) _aheadCount--;
        else _ahead[0] = _lexer.Next();
        return _ahead[_aheadCount];
    }

    private void Back() => _aheadCount++;

    private void Back(Token second)
    {
        _ahead[1] = second;
        _aheadCount = 2;
    }

    private void Back(Token third, Token second)
    {
        _ahead[1] = second;
        _ahead[2] = third;
        _aheadCount = 3;
    }

    private Token Peek()
    {
        if (_aheadCount > 0) return _ahead[_aheadCount - 1];
        _aheadCount = 1;
        _ahead[0] = _lexer.Next();
        return _ahead[0];
    }

    private Token NextNonSpace()
    {
        Token token;
        do
        {
            token = Next();
        }
        while (token.Kind == TokenKind.Space);
        return token;
    }

    private Token PeekNonSpace()
    {
        var token = NextNonSpace();
        Back();
        return token;
    }

    private Token Expect(TokenKind kind, string context)
    {
        var token = NextNonSpace();
        return token.Kind == kind ? token : throw Unexpected(token, context);
    }

    private string ParseName(Token token, string context)
    {
        if (token.Kind is not (TokenKind.String or TokenKind.RawString)) throw Unexpected(token, context);
        return GoUnquote.TryUnquote(token.Text, out var name) ? name : throw Error("invalid syntax");
    }

    private void Add(string name, ListNode root)
    {
        if (!_trees.TryGetValue(name, out var existing) || IsEmpty(existing)) _trees[name] = root;
        else if (!IsEmpty(root)) throw Error($"template: multiple definition of template {GoQuote.Quote(name)}");
    }

    private static bool IsEmpty(ListNode list) =>
        list.Nodes.All(n => n is TextNode text && text.Content.AsSpan().Trim(" \t\n\v\f\r").IsEmpty);

    private ListNode ParseRoot()
    {
        var root = new ListNode(Peek().Position);
        while (Peek().Kind != TokenKind.Eof)
        {
            if (Peek().Kind == TokenKind.LeftDelim)
            {
                var delim = Next();
                if (NextNonSpace().Kind == TokenKind.Define)
                {
                    ParseDefinition();
                    continue;
                }
                Back(delim);
            }
            var node = TextOrAction();
            if (IsEnd(node)) throw Error($"unexpected {node}");
            root.Nodes.Add(node);
        }
        return root;
    }

    private static bool IsEnd(Node node) => node is KeywordNode { Kind: TokenKind.End or TokenKind.Else };

    private void ParseDefinition()
    {
        const string Context = "define clause";
        var name = ParseName(NextNonSpace(), Context);
        Expect(TokenKind.RightDelim, Context);
        var (list, end) = InOwnScope(ItemList);
        if (end.Kind != TokenKind.End) throw Error($"unexpected {end} in {Context}");
        Add(name, list);
    }

    /// <summary>A definition sees none of the variables around it.</summary>
    private T InOwnScope<T>(Func<T> parse)
    {
        var (variables, depth) = (_variables, _rangeDepth);
        (_variables, _rangeDepth) = (["$"], 0);
        var parsed = parse();
        (_variables, _rangeDepth) = (variables, depth);
        return parsed;
    }

    private (ListNode List, KeywordNode End) ItemList()
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Error("template nests too deeply");
        var list = new ListNode(PeekNonSpace().Position);
        while (PeekNonSpace().Kind != TokenKind.Eof)
        {
            var node = TextOrAction();
            if (IsEnd(node)) return (list, (KeywordNode)node);
            list.Nodes.Add(node);
        }
        throw Error("unexpected EOF");
    }

    private Node TextOrAction()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Position, token.Text);
            case TokenKind.LeftDelim:
                _actionLine = token.Line;
                var node = Action();
                _actionLine = 0;
                return node;
            default:
                throw Unexpected(token, "input");
        }
    }

    private Node Action()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Block: return Block();
            case TokenKind.Break or TokenKind.Continue: return LoopControl(token);
            case TokenKind.Else: return ElseControl();
            case TokenKind.End: return new KeywordNode(Expect(TokenKind.RightDelim, "end").Position, TokenKind.End);
            case TokenKind.If: return Branch(BranchKind.If);
            case TokenKind.Range: return Branch(BranchKind.Range);
            case TokenKind.Template: return TemplateCall();
            case TokenKind.With: return Branch(BranchKind.With);
        }
        Back();
        return new ActionNode(Peek().Position, Pipeline("command", TokenKind.RightDelim));
    }

    private KeywordNode LoopControl(Token keyword)
    {
        var name = keyword.Kind == TokenKind.Break ? "{{break}}" : "{{continue}}";
        var token = NextNonSpace();
        if (token.Kind != TokenKind.RightDelim) throw Unexpected(token, name);
        if (_rangeDepth == 0) throw Error($"{name} outside {{{{range}}}}");
        return new KeywordNode(keyword.Position, keyword.Kind);
    }

    private KeywordNode ElseControl()
    {
        var peek = PeekNonSpace();
        // {{else if}} and {{else with}}: the keyword is left pending.
        var at = peek.Kind is TokenKind.If or TokenKind.With ? peek : Expect(TokenKind.RightDelim, "else");
        return new KeywordNode(at.Position, TokenKind.Else);
    }

    private BranchNode Branch(BranchKind kind)
    {
        var known = _variables.Count;
        var pipe = Pipeline(kind.ToString().ToLowerInvariant(), TokenKind.RightDelim);
        if (kind == BranchKind.Range) _rangeDepth++;
        var (list, end) = ItemList();
        if (kind == BranchKind.Range) _rangeDepth--;
        ListNode? otherwise = null;
        if (end.Kind == TokenKind.Else) otherwise = ElseList(kind, end);
        _variables.RemoveRange(known, _variables.Count - known);
        return new BranchNode(kind, pipe, list, otherwise);
    }

    private ListNode ElseList(BranchKind kind, KeywordNode keyword)
    {
        var chained = (kind, Peek().Kind) is (BranchKind.If, TokenKind.If) or (BranchKind.With, TokenKind.With);
        if (chained)
        {
            Next();
            var list = new ListNode(keyword.Position);
            // The {{end}} that closes it closes us.
            list.Nodes.Add(Branch(kind));
            return list;
        }
        var (otherwise, end) = ItemList();
        if (end.Kind != TokenKind.End) throw Error($"expected end; found {end}");
        return otherwise;
    }

    private TemplateNode Block()
    {
        const string Context = "block clause";
        var token = NextNonSpace();
        var name = ParseName(token, Context);
        var pipe = Pipeline(Context, TokenKind.RightDelim);
        var (list, end) = InOwnScope(ItemList);
        if (end.Kind != TokenKind.End) throw Error($"unexpected {end} in {Context}");
        Add(name, list);
        return new TemplateNode(token.Position, name, pipe);
    }

    private TemplateNode TemplateCall()
    {
        const string Context = "template clause";
        var token = NextNonSpace();
        var name = ParseName(token, Context);
        PipeNode? pipe = null;
        if (NextNonSpace().Kind != TokenKind.RightDelim)
        {
            Back();
            pipe = Pipeline(Context, TokenKind.RightDelim);
        }
        return new TemplateNode(token.Position, name, pipe);
    }
}
