using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>Parameters shared with other accounts by a resource policy.</summary>
internal static class ParameterSharing
{
    /// <summary>
    /// Whether a policy of the parameter names the caller's account; what it may do there is IAM's matter.
    /// </summary>
    public static bool IsSharedWith(Parameter parameter, OperationContext context) =>
        parameter.SharePolicies.Exists(p => Principals(p.Document)
            .Any(who => who == context.Account || who.Contains($"::{context.Account}:", StringComparison.Ordinal)));

    /// <summary>The parameter that a resource policy operation is about.</summary>
    public static Parameter Require(string arn, ParameterStoreState state) =>
        arn.StartsWith("arn:", StringComparison.Ordinal) && state.Find(ParameterReader.KeyOfNameOrArn(arn)) is { } found
            ? found
            : throw ParameterStoreErrors.PolicyResourceNotFound();

    /// <summary>A policy must be JSON with statements that allow named accounts.</summary>
    public static void Check(string document)
    {
        if (!Principals(document).Any())
        {
            throw ParameterStoreErrors.PolicyMalformed();
        }
    }

    /// <summary>The place of a policy that the caller names by id and, when sent, by the hash it last saw.</summary>
    public static int IndexOf(Parameter parameter, string id, string? hash)
    {
        var at = parameter.SharePolicies.FindIndex(p => p.Id == id);
        if (at < 0)
        {
            throw ParameterStoreErrors.PolicyNotFound();
        }

        return hash is null || parameter.SharePolicies[at].Hash == hash
            ? at
            : throw ParameterStoreErrors.PolicyHashMismatch();
    }

    private static IEnumerable<string> Principals(string document)
    {
        try
        {
            var statements = (JsonNode.Parse(document) as JsonObject)?["Statement"];
            return (statements switch
            {
                JsonArray list => list.OfType<JsonObject>(),
                JsonObject one => [one],
                _ => [],
            }).Where(s => (s["Effect"] as JsonValue)?.ToString() == "Allow")
                .SelectMany(s => Texts((s["Principal"] as JsonObject)?["AWS"])).ToList();
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray list => list.OfType<JsonValue>().Select(v => v.ToString()),
        JsonValue one => [one.ToString()],
        _ => [],
    };
}
