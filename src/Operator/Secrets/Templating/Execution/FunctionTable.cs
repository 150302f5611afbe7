using System.Collections.Frozen;
using System.Reflection;

namespace Eso.Operator.Secrets.Templating.Execution;

/// <summary>All template functions by name, found by convention in <c>Functions/</c>. A name given twice is fatal.</summary>
internal static class FunctionTable
{
    private static readonly FrozenDictionary<string, GoFunction> Functions = Build();

    internal static IEnumerable<string> Names => Functions.Keys.Order(StringComparer.Ordinal);

    internal static bool Contains(string name) => Functions.ContainsKey(name);

    internal static GoFunction? Find(string name) => Functions.GetValueOrDefault(name);

    private static FrozenDictionary<string, GoFunction> Build()
    {
        var table = new Dictionary<string, GoFunction>(StringComparer.Ordinal);
        var groups = typeof(FunctionTable).Assembly.GetTypes()
            .Where(t => t.GetCustomAttribute<TemplateFunctionsAttribute>() is not null);
        foreach (var method in groups.SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public)))
            foreach (var name in NamesOf(method))
                table.Add(name, FunctionBinder.Bind(method, name));
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string[] NamesOf(MethodInfo method)
    {
        var names = method.GetCustomAttributes<GoNameAttribute>().Select(a => a.Name).ToArray();
        return names.Length > 0 ? names : [char.ToLowerInvariant(method.Name[0]) + method.Name[1..]];
    }
}
