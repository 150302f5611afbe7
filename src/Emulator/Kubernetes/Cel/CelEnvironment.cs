namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>All functions of the Kubernetes environment.</summary>
internal static class CelEnvironment
{
    private static readonly Dictionary<(string Name, bool IsMethod), CelFunction> Functions = Collect();

    /// <summary>Namespaces of functions (<c>sets.contains</c>) and constants such as <c>int</c>.</summary>
    private static readonly HashSet<string> Namespaces = Functions.Keys.Where(k => !k.IsMethod && k.Name.Contains('.'))
        .Select(k => k.Name[..k.Name.IndexOf('.')]).ToHashSet(StringComparer.Ordinal);

    private static readonly Dictionary<string, CelType> TypeNames = new(StringComparer.Ordinal)
    {
        ["bool"] = CelType.Bool,
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["list"] = CelType.List(CelType.Dyn),
        ["map"] = CelType.Map(CelType.Dyn, CelType.Dyn),
        ["null_type"] = CelType.Null,
        ["type"] = CelType.TypeOf(CelType.Dyn),
    };

    public static CelFunction? Find(string name, bool isMethod) => Functions.GetValueOrDefault((name, isMethod));

    public static bool IsNamespace(string name) => Namespaces.Contains(name);

    public static CelType? TypeNamed(string name) => name switch
    {
        "google.protobuf.Timestamp" => CelType.Timestamp,
        "google.protobuf.Duration" => CelType.Duration,
        _ => TypeNames.GetValueOrDefault(name),
    };

    public static bool IsKnown(string name) => Functions.ContainsKey((name, true)) || Functions.ContainsKey((name, false));

    private static Dictionary<(string Name, bool IsMethod), CelFunction> Collect() =>
        CelOperators.All.Concat(CelConversions.All).Concat(CelStrings.All).Concat(CelLists.All).Concat(CelKubernetes.All)
            .Concat(CelAuthorization.All)
            .ToDictionary(f => (f.Name, f.IsMethod));
}
