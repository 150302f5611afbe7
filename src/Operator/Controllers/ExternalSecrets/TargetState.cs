using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Hosting;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>What can be told of a target Secret by looking at it. Pure.</summary>
internal static class TargetState
{
    public static bool IsManaged(JsonObject secret) => secret.Label(Names.ManagedLabel) == Names.ManagedValue;

    /// <summary>Whether the Secret still is what we wrote; only then may a refresh wait.</summary>
    public static bool IsValid(ExternalSecret es, JsonObject? secret) =>
        es.CreationPolicy == "Orphan"
        || (secret is not null
            && IsManaged(secret)
            && secret.Annotation(Names.DataHashAnnotation) == ObjectHash.OfData(SecretData.Read(secret)));

    /// <summary>The data keys, labels or annotations that managedFields attribute to a manager.</summary>
    public static IReadOnlyList<string> KeysOf(JsonObject secret, string manager, params ReadOnlySpan<string> path)
    {
        var keys = new List<string>();
        foreach (var entry in secret.Metadata().Objects("managedFields"))
        {
            if (entry.Text("manager") != manager)
            {
                continue;
            }

            var fields = entry.Object("fieldsV1");
            foreach (var step in path)
            {
                fields = fields.Object("f:" + step);
            }

            keys.AddRange(fields?.Select(f => f.Key).Where(k => k.StartsWith("f:", StringComparison.Ordinal))
                .Select(k => k[2..]) ?? []);
        }

        return keys;
    }
}
