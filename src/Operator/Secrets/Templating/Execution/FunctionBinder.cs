using System.Collections.Concurrent;
using System.Reflection;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Execution;

/// <summary>Makes template functions of C# methods: parameter types stand for Go's.</summary>
internal static class FunctionBinder
{
    private static readonly Dictionary<Type, GoType> Types = new()
    {
        [typeof(object)] = GoType.Interface,
        [typeof(Val)] = GoType.ReflectValue,
        [typeof(string)] = GoType.String,
        [typeof(bool)] = GoType.Bool,
        [typeof(nint)] = GoType.Int,
        [typeof(long)] = GoType.Int64,
        [typeof(uint)] = GoType.Uint32,
        [typeof(ulong)] = GoType.Uint64,
        [typeof(double)] = GoType.Float64,
        [typeof(GoSlice)] = GoType.Interfaces,
        [typeof(GoMap)] = GoType.InterfaceMap,
        [typeof(GoHashAlgorithm)] = GoType.HashAlgorithm,
        [typeof(GoTime)] = GoTime.GoTimeType,
        [typeof(GoDurationValue)] = GoDurationValue.DurationType,
        [typeof(GoCertificate)] = GoCertificate.CertificateType,
        [typeof(GoSemver)] = GoSemver.PointerType,
    };

    private static readonly ConcurrentDictionary<Type, Dictionary<string, MethodInfo>> Methods = new();

    /// <summary>The method of a value, bound to it; null when it has none of that name.</summary>
    internal static GoFunction? FindMethod(object receiver, string name)
    {
        var methods = Methods.GetOrAdd(receiver.GetType(), static type => type
            .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(m => m.GetCustomAttribute<GoMethodAttribute>() is not null)
            .ToDictionary(m => m.GetCustomAttribute<GoMethodAttribute>()!.Name ?? m.Name, StringComparer.Ordinal));
        return methods.TryGetValue(name, out var method) ? Bind(method, name, receiver) : null;
    }

    internal static GoFunction Bind(MethodInfo method, string name, object? receiver = null)
    {
        var parameters = method.GetParameters();
        var takesExecutor = parameters.Length > 0 && parameters[0].ParameterType == typeof(Executor);
        if (takesExecutor) parameters = parameters[1..];
        var variadic = parameters.Length > 0 && parameters[^1].GetCustomAttribute<ParamArrayAttribute>() is not null;
        var element = variadic ? parameters[^1].ParameterType.GetElementType() : null;
        var types = parameters.Select(p => Types[p == parameters[^1] && variadic ? element! : p.ParameterType]).ToArray();
        var invoker = MethodInvoker.Create(method);
        var result = method.ReturnType;
        return new GoFunction(name, types, variadic, Run)
        {
            IsShortCircuit = receiver is null && name is "and" or "or",
        };

        Val Run(Executor executor, Val[] values)
        {
            var shift = takesExecutor ? 1 : 0;
            var arguments = new object?[parameters.Length + shift];
            if (takesExecutor) arguments[0] = executor;
            var fixedCount = variadic ? parameters.Length - 1 : parameters.Length;
            for (var i = 0; i < fixedCount; i++) arguments[i + shift] = Convert(values[i], parameters[i].ParameterType);
            if (variadic) arguments[^1] = Rest(values.AsSpan(Math.Min(fixedCount, values.Length)), element!);
            var returned = invoker.Invoke(receiver, arguments.AsSpan());
            if (result == typeof(Val)) return (Val)returned!;
            return result == typeof(object) ? Val.InInterface(returned) : Val.Of(returned);
        }
    }

    private static object? Convert(Val value, Type type)
    {
        if (type == typeof(Val)) return value;
        if (value.Object is not null) return value.Object;
        if (type == typeof(GoMap)) return GoMap.Nil(GoType.InterfaceMap);
        return type == typeof(GoSlice) ? GoSlice.Nil(GoType.Interfaces) : null;
    }

    private static Array Rest(ReadOnlySpan<Val> values, Type element)
    {
        if (element == typeof(object))
        {
            var objects = new object?[values.Length];
            for (var i = 0; i < objects.Length; i++) objects[i] = values[i].Object;
            return objects;
        }
        var rest = Array.CreateInstance(element, values.Length);
        for (var i = 0; i < values.Length; i++) rest.SetValue(Convert(values[i], element), i);
        return rest;
    }
}
