using System.Runtime.CompilerServices;
using System.Text;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Parsing;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Execution;

/// <summary>
/// One rendering. Follows text/template's evaluation step by step, since its errors name the node it was at last.
/// Bounded in steps, output and depth.
/// </summary>
internal sealed partial class Executor(
    GoTemplate template, TemplateEnvironment environment, StringBuilder output, bool missingKeyIsError)
{
    private const int DepthMax = 100_000;

    private List<(string Name, Val Value)> _variables = [];
    private string _templateName = template.Name;
    private Node? _node;

    /// <summary>What the template calls the function that the call builtin is given.</summary>
    internal string Callee { get; private set; } = "";
    private (TemplateNode Node, string Caller)? _call;
    private int _depth;
    private int _steps;
    private TemplateException? _tooDeep;

    private enum Flow
    {
        Next,
        Break,
        Continue,

        /// <summary>Out of a nest that is too deep: an exception would look at each of its thousands of frames twice.</summary>
        Fail,
    }

    internal TemplateEnvironment Environment => environment;

    internal void Run(Val dot)
    {
        _variables.Add(("$", dot));
        var root = template.Find(template.Name);
        if (root is null) throw Error($"{GoQuote.Quote(template.Name)} is an incomplete or empty template");
        try
        {
            Walk(dot, root);
        }
        catch (InsufficientExecutionStackException)
        {
            throw TooDeep();
        }

        if (_tooDeep is not null) throw _tooDeep;
    }

    /// <summary>Counts work; also called by functions that loop.</summary>
    internal void Step(int count = 1)
    {
        _steps += count;
        if (_steps > environment.StepsMax || _steps < 0) throw Error("rendering takes too many steps");
    }

    internal int StepsLeft => environment.StepsMax - _steps;

    /// <summary>Refuses to make a text or list of so many bytes or items.</summary>
    internal void Allow(long size)
    {
        if (size > environment.OutputBytesMax) throw new GoErrorException("result is too large");
    }

    private TemplateException Error(string message, string? missingKey = null)
    {
        if (_node is null) return new(TemplatePhase.Execute, $"template: {template.Name}: {message}");
        var before = template.Text.AsSpan(0, _node.Position);
        var line = 1 + before.Count('\n');
        var column = _node.Position - (before.LastIndexOf('\n') + 1);
        return new(
            TemplatePhase.Execute,
            $"template: {template.Name}:{line}:{column}: executing {GoQuote.Quote(_templateName)} at <{_node}>: {message}")
        {
            MissingKey = missingKey is null ? null : ByteText.ToText(missingKey),
        };
    }

    /// <summary>The stack ran short: most likely templates call each other without end.</summary>
    private TemplateException TooDeep()
    {
        if (_call is not { } call) return _tooDeep = Error("template nests too deeply");
        (_node, _templateName) = call;
        return _tooDeep = Error($"exceeded maximum template depth ({DepthMax})");
    }

    private Flow Walk(Val dot, Node node)
    {
        Step();
        _node = node;
        switch (node)
        {
            case TextNode text:
                Write(text.Content);
                break;
            case ActionNode action:
                var value = EvaluatePipe(dot, action.Pipe);
                if (action.Pipe.Declarations.Count == 0) Print(node, value);
                break;
            case ListNode list:
                foreach (var child in list.Nodes)
                    if (Walk(dot, child) is var flow && flow != Flow.Next)
                        return flow;
                break;
            case BranchNode { Kind: BranchKind.Range } range:
                return WalkRange(dot, range);
            case BranchNode branch:
                return WalkIfOrWith(dot, branch);
            case TemplateNode call:
                return WalkTemplate(dot, call);
            case KeywordNode keyword:
                return keyword.Kind == TokenKind.Break ? Flow.Break : Flow.Continue;
        }
        return Flow.Next;
    }

    private void Write(string text)
    {
        if (output.Length + text.Length > environment.OutputBytesMax) throw Error("rendered text is too long");
        output.Append(text);
    }

    private void Print(Node node, Val value)
    {
        _node = node;
        if (!value.IsValid)
        {
            Write("<no value>");
            return;
        }
        try
        {
            GoPrinter.Print(output, value.Object, environment.OutputBytesMax);
        }
        catch (GoErrorException failed)
        {
            throw Error(failed.Message);
        }
    }

    private void Pop(int mark) => _variables.RemoveRange(mark, _variables.Count - mark);

    private Flow WalkIfOrWith(Val dot, BranchNode branch)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var mark = _variables.Count;
        var value = EvaluatePipe(dot, branch.Pipe);
        var flow = Flow.Next;
        if (value.Unwrapped.IsTrue) flow = Walk(branch.Kind == BranchKind.With ? value : dot, branch.List);
        else if (branch.Else is not null) flow = Walk(dot, branch.Else);
        Pop(mark);
        return flow;
    }

    private Flow WalkRange(Val dot, BranchNode range)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var outer = _variables.Count;
        var pipe = range.Pipe;
        var value = EvaluatePipe(dot, pipe);
        var flow = Flow.Next;
        var any = false;
        foreach (var (index, item) in Items(value, pipe))
        {
            any = true;
            flow = Iterate(index, item, range);
            if (flow is Flow.Break or Flow.Fail) break;
        }
        if (flow == Flow.Fail) return flow;
        flow = Flow.Next;
        if (!any && range.Else is not null) flow = Walk(dot, range.Else);
        Pop(outer);
        return flow;
    }

    private Flow Iterate(Val index, Val item, BranchNode range)
    {
        var declared = range.Pipe.Declarations;
        var mark = _variables.Count;
        if (range.Pipe.IsAssign && declared.Count > 0)
        {
            SetVariable(declared[0].Names[0], declared.Count > 1 ? index : item);
            if (declared.Count > 1) SetVariable(declared[1].Names[0], item);
        }
        else
        {
            if (declared.Count > 0) _variables[mark - 1] = (_variables[mark - 1].Name, item);
            if (declared.Count > 1) _variables[mark - 2] = (_variables[mark - 2].Name, index);
        }
        var flow = Walk(item, range.List);
        Pop(mark);
        return flow;
    }

    private IEnumerable<(Val Index, Val Item)> Items(Val value, PipeNode pipe)
    {
        switch (value.Object)
        {
            case null:
                yield break;
            case GoSlice slice:
                for (var i = 0; i < slice.Count; i++)
                    yield return (Val.Of((nint)i), Val.Item(slice.ElementType, slice.Items[i]));
                yield break;
            case GoMap map:
                foreach (var key in map.SortedKeys())
                    if (map.Entries.TryGetValue(key, out var entry))
                        yield return (Val.Of(key), Val.Item(map.Type.Element!, entry));
                yield break;
            case nint or long or int or uint or ulong or byte:
                if (pipe.Declarations.Count > 1)
                    throw Error($"can't use {GoPrinter.Sprint(value.Object)} to iterate over more than one variable");
                var count = Convert.ToDecimal(value.Object is nint native ? (long)native : value.Object);
                for (decimal i = 0; i < count; i++) yield return (Val.Invalid, Val.Of(SameType(value.Object, i)));
                yield break;
            default:
                throw Error($"range can't iterate over {GoPrinter.Sprint(value.Object)}");
        }
    }

    private static object SameType(object like, decimal value) => like switch
    {
        nint => (nint)(long)value,
        _ => Convert.ChangeType(value, like.GetType()),
    };

    private Flow WalkTemplate(Val dot, TemplateNode call)
    {
        _node = call;
        var root = template.Find(call.Name) ?? throw Error($"template {GoQuote.Quote(call.Name)} not defined");
        // Go's stack grows to its limit; ours ends earlier, with the same words.
        var outer = _call;
        _call = (call, _templateName);
        if (_depth == DepthMax || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            TooDeep();
            return Flow.Fail;
        }
        try
        {
            dot = EvaluatePipe(dot, call.Pipe);
        }
        catch (TemplateException failed) when (ReferenceEquals(failed, _tooDeep))
        {
            return Flow.Fail;
        }
        var (variables, name) = (_variables, _templateName);
        (_variables, _templateName) = ([("$", dot)], call.Name);
        _depth++;
        var flow = Walk(dot, root);
        if (flow == Flow.Fail) return flow;
        _depth--;
        (_variables, _templateName, _call) = (variables, name, outer);
        return Flow.Next;
    }
}
