using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>
/// Policies that AWS manages: those that users of Secrets Manager and Parameter Store attach, cut down to the services
/// that this world has. They are the same in every account, and in every partition but for their ARNs.
/// </summary>
internal static class ManagedPolicies
{
    private const string Prefix = ":iam::aws:policy/";
    private const string IdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static readonly ConcurrentDictionary<string, SortedDictionary<string, IamPolicy>> ByPartition =
        new(StringComparer.Ordinal);

    /// <summary>All of them, with the ARNs of a partition.</summary>
    public static IEnumerable<IamPolicy> All(string partition) => ByPartition.GetOrAdd(partition, Load).Values;

    /// <summary>A policy by its ARN in any partition.</summary>
    public static IamPolicy? Find(string arn)
    {
        var at = arn.IndexOf(Prefix, StringComparison.Ordinal);
        return at > "arn:".Length && Partitions.All.Contains(arn["arn:".Length..at], StringComparer.Ordinal)
            ? ByPartition.GetOrAdd(arn["arn:".Length..at], Load).GetValueOrDefault(arn[(at + Prefix.Length - 1)..])
            : null;
    }

    public static bool IsManaged(string arn) => arn.Contains(Prefix, StringComparison.Ordinal);

    private static SortedDictionary<string, IamPolicy> Load(string partition)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Aws/Data/managed-policies.json")
            ?? throw new InvalidOperationException("managed-policies.json is not embedded");
        var found = new SortedDictionary<string, IamPolicy>(StringComparer.Ordinal);
        foreach (var (path, node) in JsonNode.Parse(stream)!.AsObject())
        {
            var slash = path.LastIndexOf('/');
            var created = new DateTimeOffset(2015, 2, 6, 18, 39, 46, TimeSpan.Zero);
            var policy = new IamPolicy
            {
                Name = path[(slash + 1)..],
                Path = path[..(slash + 1)],
                Id = Id(path),
                Arn = $"arn:{partition}:iam::aws:policy{path}",
                Created = created,
                Updated = created,
                Description = node!["description"]?.ToString(),
            };
            var document = new JsonObject
            {
                ["Version"] = "2012-10-17",
                ["Statement"] = node["statements"]!.DeepClone(),
            };
            policy.Versions.Add(new IamPolicyVersion("v1", document.ToJsonString(), created));
            found.Add(path, policy);
        }

        return found;
    }

    /// <summary>An id that is the same in every run: it follows from the name.</summary>
    private static string Id(string path)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(path));
        return "ANPA" + string.Concat(hash.Take(17).Select(b => IdAlphabet[b % IdAlphabet.Length]));
    }
}
