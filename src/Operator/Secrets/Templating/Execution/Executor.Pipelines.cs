using System.Runtime.CompilerServices;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Parsing;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Execution;

/// <summary>Pipelines, commands, fields and variables.</summary>
internal sealed partial class Executor
{
    private void SetVariable(string name, Val value)
    {
        for (var i = _variables.Count - 1; i >= 0; i--)
        {
            if (_variables[i].Name != name) continue;
            _variables[i] = (name, value);
            return;
        }
        throw Error($"undefined variable: {name}");
    }

    private Val Variable(string name)
    {
        for (var i = _variables.Count - 1; i >= 0; i--)
            if (_variables[i].Name == name)
                return _variables[i].Value;
        throw Error($"undefined variable: {name}");
    }

    private Val EvaluatePipe(Val dot, PipeNode? pipe)
    {
        if (pipe is null) return Val.Invalid;
        _node = pipe;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TooDeep();
        var value = Val.Missing;
        // A value of type interface{} is taken out of it between commands.
        foreach (var command in pipe.Commands) value = EvaluateCommand(dot, command, value).Unwrapped;
        foreach (var variable in pipe.Declarations)
        {
            if (pipe.IsAssign) SetVariable(variable.Names[0], value);
            else _variables.Add((variable.Names[0], value));
        }
        return value;
    }

    private Val EvaluateCommand(Val dot, CommandNode command, Val final)
    {
        Step();
        var arguments = command.Arguments;
        var first = arguments[0];
        switch (first)
        {
            case FieldNode field: return EvaluateFieldNode(dot, field, arguments, final);
            case ChainNode chain: return EvaluateChain(dot, chain, arguments, final);
            case IdentifierNode function: return EvaluateFunction(dot, function, command, arguments, final);
            case PipeNode pipe:
                RefuseArguments(arguments, final);
                return EvaluatePipe(dot, pipe);
            case VariableNode variable: return EvaluateVariable(dot, variable, arguments, final);
        }
        _node = first;
        RefuseArguments(arguments, final);
        return first switch
        {
            BoolNode truth => Val.Of(truth.Value),
            DotNode => dot,
            NilNode => throw Error("nil is not a command"),
            NumberNode number => Constant(number),
            StringNode text => Val.Of(text.Content),
            _ => throw Error($"can't evaluate command {GoQuote.Quote(first.ToString())}"),
        };
    }

    private void RefuseArguments(List<Node> arguments, Val final)
    {
        if (arguments.Count > 1 || !final.IsMissing) throw Error($"can't give argument to non-function {arguments[0]}");
    }

    /// <summary>The type of a number that nothing else determines.</summary>
    private Val Constant(NumberNode number)
    {
        _node = number;
        if (number.Complex is { } complex) return Val.Of(complex);
        var text = number.Literal;
        if (number.Float is { } real && !IsHexInteger(text) && text[0] != '\'' && text.AsSpan().IndexOfAny(".eEpP") >= 0)
            return Val.Of(real);
        if (number.Int is { } integer) return Val.Of((nint)integer);
        if (number.Uint is not null) throw Error($"{text} overflows int");
        return Val.Invalid;
    }

    private static bool IsHexInteger(string text) =>
        text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'X' && text.AsSpan().IndexOfAny("pP") < 0;

    private Val EvaluateFieldNode(Val dot, FieldNode field, List<Node>? arguments, Val final)
    {
        _node = field;
        return EvaluateFields(dot, dot, field, field.Names, arguments, final);
    }

    private Val EvaluateChain(Val dot, ChainNode chain, List<Node>? arguments, Val final)
    {
        _node = chain;
        if (chain.Operand is NilNode) throw Error($"indirection through explicit nil in {chain}");
        var receiver = EvaluateArgument(dot, null, chain.Operand);
        return EvaluateFields(dot, receiver, chain, chain.Fields.ToArray(), arguments, final);
    }

    private Val EvaluateVariable(Val dot, VariableNode variable, List<Node>? arguments, Val final)
    {
        _node = variable;
        var value = Variable(variable.Names[0]);
        if (variable.Names.Length > 1)
            return EvaluateFields(dot, value, variable, variable.Names.AsSpan(1), arguments, final);
        if (arguments is not null) RefuseArguments(arguments, final);
        return value;
    }

    private Val EvaluateFields(
        Val dot, Val receiver, Node node, ReadOnlySpan<string> names, List<Node>? arguments, Val final)
    {
        for (var i = 0; i < names.Length - 1; i++)
            receiver = EvaluateField(dot, names[i], node, null, Val.Missing, receiver);
        return EvaluateField(dot, names[^1], node, arguments, final, receiver);
    }

    private Val EvaluateField(Val dot, string name, Node node, List<Node>? arguments, Val final, Val receiver)
    {
        if (!receiver.IsValid)
            return missingKeyIsError ? throw Error($"nil data; no entry for key {GoQuote.Quote(name)}", name) : Val.Invalid;
        var type = receiver.Type!;
        if (receiver.Object is not { } target) throw Error($"nil pointer evaluating {type}.{name}");
        if (FunctionBinder.FindMethod(target, name) is { } method)
            return Call(dot, method, node, name, arguments, final);
        if (target is GoTime && GoTime.Uncallable.TryGetValue(name, out var results))
        {
            var count = Math.Max((arguments?.Count ?? 0) - 1, 0) + (final.IsMissing ? 0 : 1);
            if (count > 0) throw Error($"wrong number of args for {name}: want 0 got {count}");
            throw Error($"can't call method/function {GoQuote.Quote(name)} with {results} results");
        }
        var hasArguments = arguments is { Count: > 1 } || !final.IsMissing;
        switch (target)
        {
            case GoMap map:
                if (hasArguments) throw Error($"{name} is not a method but has arguments");
                if (map.Entries.TryGetValue(name, out var entry)) return Val.Item(map.Type.Element!, entry);
                if (missingKeyIsError) throw Error($"map has no entry for key {GoQuote.Quote(name)}", name);
                return Val.Invalid;
            case IGoStruct fields:
                foreach (var (field, value) in fields.Fields)
                {
                    if (field != name) continue;
                    if (char.IsAsciiLetterLower(name[0])) throw Error($"{name} is an unexported field of struct type {type}");
                    if (hasArguments) throw Error($"{name} has arguments but cannot be invoked as function");
                    return Val.Of(value);
                }
                break;
        }
        throw Error($"can't evaluate field {name} in type {type}");
    }

    private Val EvaluateFunction(Val dot, IdentifierNode node, Node command, List<Node>? arguments, Val final)
    {
        _node = node;
        var function = environment.MoreFunctions?.GetValueOrDefault(node.Name) ?? FunctionTable.Find(node.Name)
            ?? throw Error($"{GoQuote.Quote(node.Name)} is not a defined function");
        return Call(dot, function, command, node.Name, arguments, final);
    }

    private Val Call(Val dot, GoFunction function, Node node, string name, List<Node>? arguments, Val final)
    {
        // The first argument is the function itself.
        var given = Math.Max((arguments?.Count ?? 0) - 1, 0);
        var count = given + (final.IsMissing ? 0 : 1);
        var types = function.Parameters;
        var least = function.Variadic ? types.Length - 1 : types.Length;
        if (function.Variadic && count < least)
            throw Error($"wrong number of args for {name}: want at least {least} got {given}");
        if (!function.Variadic && count != types.Length)
            throw Error($"wrong number of args for {name}: want {types.Length} got {count}");
        if (function.IsShortCircuit) return CallShortCircuit(dot, name, arguments, given, final);
        var values = new Val[count];
        for (var i = 0; i < given; i++)
            values[i] = EvaluateArgument(dot, i < least ? types[i] : types[^1], arguments![i + 1]);
        if (!final.IsMissing) values[given] = Validate(final, given < least ? types[given] : types[^1]);
        // The call builtin is told what the template calls its callee.
        if (name == "call") Callee = given > 0 ? arguments![1].ToString() : Described(final);
        return Invoke(function, node, name, values);
    }

    // reflect.Value.String.
    private static string Described(Val value) =>
        value.Unwrapped.Object is string text ? text : $"<{value.Unwrapped.Type?.ToString() ?? "invalid"} Value>";

    private Val CallShortCircuit(Val dot, string name, List<Node>? arguments, int given, Val final)
    {
        var value = Val.Invalid;
        for (var i = 0; i < given; i++)
        {
            value = EvaluateArgument(dot, GoType.ReflectValue, arguments![i + 1]);
            if (value.Unwrapped.IsTrue == (name == "or")) return value;
        }
        return final.IsMissing ? value : Validate(final, GoType.ReflectValue);
    }

    private Val Invoke(GoFunction function, Node node, string name, Val[] values)
    {
        try
        {
            Step();
            var result = function.Run(this, values);
            if (result.Object is string { Length: var length } && length > environment.OutputBytesMax)
                throw new GoErrorException("result is too large");
            return result;
        }
        catch (GoErrorException failed)
        {
            _node = node;
            throw Error($"error calling {name}: {failed.Message}");
        }
        catch (Exception failed) when (failed is InvalidCastException or ArgumentException or IndexOutOfRangeException
            or OverflowException or FormatException or InvalidOperationException or NullReferenceException
            or InsufficientExecutionStackException or System.Security.Cryptography.CryptographicException)
        {
            // Go recovers panics of functions; the text must not show what ours says about the values.
            _node = node;
            throw Error($"error calling {name}: runtime error");
        }
    }
}
