using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Hosting;

namespace Eso.Operator.Admission;

/// <summary>Answers AdmissionReviews (admission.k8s.io/v1) for ExternalSecrets and stores.</summary>
internal sealed class AdmissionReviews(ProviderRegistry providers)
{
    private const string Prefix = "/validate-external-secrets-io-v1-";
    private readonly StoreValidator stores = new(providers);

    /// <summary>Whether a path is one of ours.</summary>
    public static bool Knows(string path) => path.StartsWith(Prefix, StringComparison.Ordinal)
        && path[Prefix.Length..] is ("externalsecret" or "secretstore" or "clustersecretstore");

    /// <summary>The answer's body; null when there is no such path or the body is no review.</summary>
    public JsonObject? Answer(string path, ReadOnlySpan<byte> body)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || Parse(body).Object("request") is not { } request)
        {
            return null;
        }

        var response = new JsonObject { ["uid"] = request.Text("uid"), ["allowed"] = true };
        // Deleting is always allowed, so that a bad object can be got rid of.
        if (request.Text("operation") != "DELETE" && request.Object("object") is { } o && !Judge(path[Prefix.Length..], o, response))
        {
            return null;
        }

        return new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["response"] = response,
        };
    }

    private bool Judge(string resource, JsonObject o, JsonObject response)
    {
        IReadOnlyList<string> problems;
        IReadOnlyList<string> warnings = [];
        switch (resource)
        {
            case "externalsecret":
                problems = ExternalSecretValidator.Problems(o);
                break;
            case "secretstore" or "clustersecretstore":
                problems = stores.Problems(o);
                warnings = StoreValidator.Warnings(o);
                break;
            default:
                return false;
        }

        if (problems.Count > 0)
        {
            response["allowed"] = false;
            response["status"] = new JsonObject
            {
                ["message"] = string.Join('\n', problems),
                ["reason"] = "Forbidden",
                ["code"] = 403,
            };
        }

        if (warnings.Count > 0)
        {
            response["warnings"] = new JsonArray([.. warnings.Select(w => (JsonNode)w)]);
        }

        return true;
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
