using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts;

/// <summary>Session tags of a request, checked against one another and against those of the calling session.</summary>
/// <param name="Passed">As passed, for <c>aws:RequestTag</c>.</param>
/// <param name="All">With the inherited ones.</param>
/// <param name="Transitive">Keys that the next session in a chain will inherit.</param>
internal sealed record SessionTagging(
    IReadOnlyList<KeyValuePair<string, string>> Passed,
    IReadOnlyDictionary<string, string> All,
    IReadOnlyList<string> Transitive,
    IReadOnlyList<string> PassedTransitive)
{
    public static SessionTagging Read(JsonObject request, Session? caller) =>
        Check(request.Tags(), request.Texts("TransitiveTagKeys"), caller);

    /// <summary>Checks tags that came from a request or from a token.</summary>
    public static SessionTagging Check(
        IReadOnlyList<KeyValuePair<string, string>> passed, IReadOnlyList<string> transitive, Session? caller)
    {
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!passed.All(t => keys.Add(t.Key)))
        {
            throw StsErrors.DuplicateTagKeys();
        }

        if (!transitive.All(keys.Contains))
        {
            throw StsErrors.TransitiveKeyWithoutTag();
        }

        var inherited = caller?.TransitiveTagKeys ?? [];
        if (inherited.Any(keys.Contains))
        {
            throw StsErrors.InheritedTag();
        }

        var all = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in inherited)
        {
            all[key] = caller!.Tags.GetValueOrDefault(key, "");
        }

        foreach (var (key, value) in passed)
        {
            all[key] = value;
        }

        return new SessionTagging(
            passed,
            all,
            inherited.Concat(transitive).Distinct(StringComparer.OrdinalIgnoreCase).ToList(),
            transitive);
    }
}
