using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: defaults, emptiness, reflection.</summary>
[TemplateFunctions]
internal static class DefaultFunctions
{
    public static object? Default(object? fallback, params object?[] given) =>
        given.Length == 0 || GoConvert.IsEmpty(given[0]) ? fallback : given[0];

    public static bool Empty(object? value) => GoConvert.IsEmpty(value);

    public static object? Coalesce(params object?[] values) => values.FirstOrDefault(v => !GoConvert.IsEmpty(v));

    public static bool All(params object?[] values) => !values.Any(GoConvert.IsEmpty);

    public static bool Any(params object?[] values) => values.Any(v => !GoConvert.IsEmpty(v));

    public static object? Ternary(object? yes, object? no, bool condition) => condition ? yes : no;

    public static string TypeOf(object? value) => GoType.Of(value)?.Name ?? "<nil>";

    public static bool TypeIs(string name, object? value) => TypeOf(value) == name;

    public static bool TypeIsLike(string name, object? value) => TypeOf(value) is var type && (type == name || type == "*" + name);

    public static string KindOf(object? value) => GoType.KindName(GoConvert.Kind(value));

    public static bool KindIs(string name, object? value) => KindOf(value) == name;

    public static bool DeepEqual(object? a, object? b) => GoConvert.DeepEqual(a, b);
}
