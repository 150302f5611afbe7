using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Cells of a Node's row.</summary>
internal static class NodeTable
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static string Status(JsonObject node)
    {
        var ready = Items(Child(node, "status"), "conditions")
            .Select(c => c.Item).FirstOrDefault(c => Text(c, "type") == "Ready");
        var text = ready is null ? "Unknown" : Text(ready, "status") == "True" ? "Ready" : "NotReady";
        return Flag(Child(node, "spec"), "unschedulable") ? text + ",SchedulingDisabled" : text;
    }

    public static string Roles(JsonObject node)
    {
        var labels = Child(Child(node, "metadata"), "labels") ?? [];
        var roles = labels
            .Where(l => l.Key.StartsWith(RolePrefix, StringComparison.Ordinal))
            .Select(l => l.Key[RolePrefix.Length..])
            .Concat(labels.Where(l => l.Key == "kubernetes.io/role").Select(l => l.Value?.ToString() ?? ""))
            .Where(r => r.Length > 0)
            .Order(StringComparer.Ordinal)
            .ToList();
        return roles.Count == 0 ? "<none>" : string.Join(",", roles);
    }

    public static string Address(JsonObject node, string type) => ShownText.OrNone(Text(
        Items(Child(node, "status"), "addresses").Select(a => a.Item).FirstOrDefault(a => Text(a, "type") == type),
        "address"));
}
