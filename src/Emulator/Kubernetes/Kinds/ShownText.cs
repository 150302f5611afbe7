using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>What tables print in place of nothing.</summary>
internal static class ShownText
{
    public static string OrNone(string text) => text.Length == 0 ? "<none>" : text;

    public static string OrUnset(string text) => text.Length == 0 ? "<unset>" : text;

    public static string OrUnknown(string text) => text.Length == 0 ? "<unknown>" : text;

    /// <summary>RWO,ROX…</summary>
    public static string AccessModes(JsonObject? owner) => string.Join(
        ",",
        ObjectFields.Texts(owner, "accessModes").Distinct(StringComparer.Ordinal).Select(m => m switch
        {
            "ReadWriteOnce" => "RWO",
            "ReadOnlyMany" => "ROX",
            "ReadWriteMany" => "RWX",
            "ReadWriteOncePod" => "RWOP",
            _ => m,
        }));
}
