using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Operator.Api.Conversion;

/// <summary>Answers ConversionReviews (apiextensions.k8s.io/v1).</summary>
internal static class ConversionReviews
{
    public const string Path = "/convert";

    /// <summary>The answer's body; null when the question is none.</summary>
    public static JsonObject? Answer(ReadOnlySpan<byte> body)
    {
        if (Parse(body).Object("request") is not { } request)
        {
            return null;
        }

        var response = new JsonObject { ["uid"] = request.Text("uid") };
        try
        {
            var wanted = request.Text("desiredAPIVersion");
            var converted = request.Objects("objects").Select(o => (JsonNode)VersionConverter.Convert(o, wanted));
            response["convertedObjects"] = new JsonArray([.. converted]);
            response["result"] = new JsonObject { ["status"] = "Success" };
        }
        catch (ArgumentException e)
        {
            response.Remove("convertedObjects");
            response["result"] = new JsonObject { ["status"] = "Failure", ["message"] = e.Message };
        }

        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "ConversionReview",
            ["response"] = response,
        };
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
