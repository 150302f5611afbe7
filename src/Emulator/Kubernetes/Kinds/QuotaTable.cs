using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Cells of a ResourceQuota's row.</summary>
internal static class QuotaTable
{
    public static string Used(JsonObject quota, bool limits)
    {
        var status = Child(quota, "status");
        var hard = Child(status, "hard");
        return string.Join(", ", (hard ?? [])
            .Select(p => p.Key)
            .Where(k => k.StartsWith("limits.", StringComparison.Ordinal) == limits)
            .Order(StringComparer.Ordinal)
            .Select(k => $"{k}: {OrZero(Text(Child(status, "used"), k))}/{Text(hard, k)}"));
    }

    private static string OrZero(string text) => text.Length == 0 ? "0" : text;
}
