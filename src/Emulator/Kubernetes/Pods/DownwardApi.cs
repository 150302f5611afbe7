using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>What a Pod can read about itself.</summary>
internal static class DownwardApi
{
    public static string Field(JsonObject pod, string path, string hostIp)
    {
        var metadata = Child(pod, "metadata");
        var spec = Child(pod, "spec");
        var status = Child(pod, "status");
        var bracket = path.IndexOf("['", StringComparison.Ordinal);
        if (bracket > 0 && path.EndsWith("']", StringComparison.Ordinal))
        {
            var map = Child(metadata, path[..bracket].Replace("metadata.", "", StringComparison.Ordinal));
            return Text(map, path[(bracket + 2)..^2]);
        }

        return path switch
        {
            "metadata.name" => Text(metadata, "name"),
            "metadata.namespace" => Text(metadata, "namespace"),
            "metadata.uid" => Text(metadata, "uid"),
            "metadata.labels" => Map(Child(metadata, "labels")),
            "metadata.annotations" => Map(Child(metadata, "annotations")),
            "spec.nodeName" => Text(spec, "nodeName"),
            "spec.serviceAccountName" => Text(spec, "serviceAccountName"),
            "status.hostIP" or "status.hostIPs" => hostIp,
            "status.podIP" or "status.podIPs" => Text(status, "podIP"),
            _ => "",
        };
    }

    public static string Resource(JsonObject pod, JsonObject? container, JsonObject reference)
    {
        var name = Text(reference, "containerName");
        var owner = name.Length == 0
            ? container
            : Items(Child(pod, "spec"), "containers").Select(c => c.Item).FirstOrDefault(c => Text(c, "name") == name);
        var parts = Text(reference, "resource").Split('.');
        var amount = parts.Length == 2 ? Text(Child(Child(owner, "resources"), parts[0]), parts[1]) : "";
        // Without a limit the node's whole capacity counts.
        var fallback = parts[^1] switch { "cpu" => "8", "memory" => "16Gi", _ => "0" };
        var quantity = Quantity.Parse(amount.Length == 0 ? fallback : amount, out _) ?? Quantity.Zero;
        var divisorText = Text(reference, "divisor");
        var divisor = Quantity.Parse(divisorText is "" or "0" ? "1" : divisorText, out _) ?? Quantity.FromInt64(1);
        var ratio = divisor.ToDouble() == 0 ? 0 : Math.Ceiling(quantity.ToDouble() / divisor.ToDouble());
        return ratio.ToString("0", CultureInfo.InvariantCulture);
    }

    private static string Map(JsonObject? map) => string.Join(
        '\n',
        map?.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}=\"{p.Value}\"") ?? []);
}
