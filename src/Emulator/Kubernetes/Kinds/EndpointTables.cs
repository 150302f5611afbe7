using System.Globalization;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Cells of Endpoints and EndpointSlices: the first three, and how many more.</summary>
internal static class EndpointTables
{
    private const int Shown = 3;

    public static string Endpoints(JsonObject endpoints)
    {
        var all = new List<string>();
        foreach (var (_, subset) in Items(endpoints, "subsets"))
        {
            var addresses = Items(subset, "addresses").Select(a => Text(a.Item, "ip")).ToList();
            var ports = Items(subset, "ports").Select(p => Number(p.Item, "port")).ToList();
            all.AddRange(ports.Count == 0 ? addresses : ports.SelectMany(p => addresses.Select(a => $"{a}:{p}")));
        }

        return Short(all, "<none>");
    }

    public static string SlicePorts(JsonObject slice) => Short(
        [.. Items(slice, "ports").Select(p => p.Item["port"] is null
            ? "*"
            : Number(p.Item, "port").ToString(CultureInfo.InvariantCulture))],
        "<unset>");

    public static string SliceAddresses(JsonObject slice) =>
        Short([.. Items(slice, "endpoints").SelectMany(e => Texts(e.Item, "addresses"))], "<unset>");

    private static string Short(List<string> all, string none) => all.Count switch
    {
        0 => none,
        <= Shown => string.Join(",", all),
        _ => $"{string.Join(",", all.Take(Shown))} + {all.Count - Shown} more...",
    };
}
