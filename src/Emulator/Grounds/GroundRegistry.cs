using System.Collections;

namespace Eso.Emulator.Grounds;

/// <summary>The grounds there are, by name.</summary>
internal static class GroundRegistry
{
    public static readonly IReadOnlyDictionary<string, IGroundKind> All = typeof(IGroundKind).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IGroundKind)))
        .Select(t => (IGroundKind)Activator.CreateInstance(t)!)
        .OrderBy(k => k.Name, StringComparer.Ordinal)
        .ToDictionary(k => k.Name, StringComparer.Ordinal);

    public static IGroundKind? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>The process's environment, read once at the edge.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);
}
