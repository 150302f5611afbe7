using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>
/// Says on somebody's cluster which mark a running scenario uses and whose process it is, from before its first write to
/// after its last removal: what a killed run left is found by the next one, and nothing of a living one is touched.
/// </summary>
internal static class RunRecord
{
    private const string Namespace = "default";
    private const string Prefix = "eso-run-";
    private const string Owner = "owner";

    /// <summary>Writes the record; the mark's objects remember it as the first they made, so that it goes last.</summary>
    public static async Task WriteAsync(RemoteParts parts, CancellationToken cancel)
    {
        try
        {
            await parts.RawKubernetes.ApplyAsync(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new JsonObject { ["namespace"] = Namespace, ["name"] = Prefix + parts.Isolation.Mark },
                ["data"] = new JsonObject { [Owner] = RunOwner.Here },
            }, cancel);
            parts.Kubernetes.Remember(Key(parts.Isolation.Mark));
        }
        catch (KubeException e)
        {
            parts.Settings.Tell($"eso: were this run killed, the next could not clean up after it: {e.Message}");
        }
    }

    /// <summary>Removes what runs left whose process on this machine has ended.</summary>
    public static async Task SweepAsync(
        IKubernetesAccess kubernetes, IAwsAccess aws, Action<string> tell, CancellationToken cancel)
    {
        foreach (var record in await kubernetes.ListAsync("v1", "ConfigMap", Namespace, cancel))
        {
            var name = (string)record["metadata"]!["name"]!;
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !RunOwner.IsGone((string?)record["data"]?[Owner]))
            {
                continue;
            }

            var isolation = new Isolation(name[Prefix.Length..], aws: true);
            var left = await RemoteSweep.MarkedAsync(kubernetes, isolation, cancel);
            await RemoteSweep.RunAsync(kubernetes, aws, isolation, [.. left, Key(isolation.Mark)], cancel);
            tell($"eso: removed what a killed run left behind (namespaces *{isolation.Suffix}, AWS names {isolation.AwsPrefix}*)");
        }
    }

    private static ObjectKey Key(string mark) => new("v1", "ConfigMap", Namespace, Prefix + mark);
}
