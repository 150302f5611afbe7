using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts;

/// <summary>The session policies of a request: an inline one and managed ones by ARN.</summary>
internal static class SessionPolicies
{
    // What AWS packs into the token is binary and compressed; a plain text of this size is about what fits.
    private const int PackedMax = 8192;

    /// <summary>Documents of the policies that the request passes; null when it passes none.</summary>
    public static IReadOnlyList<string>? Read(JsonObject request, string account, OperationContext context)
    {
        var documents = new List<string>();
        if (request.Text("Policy") is { } inline)
        {
            CheckSyntax(inline);
            documents.Add(inline);
        }

        foreach (var arn in request.Objects("PolicyArns").Select(p => p.Required("arn")))
        {
            documents.Add(IamPolicies.DocumentOf(arn, account, context.World) ?? throw StsErrors.BadPolicyArn(arn));
        }

        return documents.Count == 0 ? null : documents;
    }

    /// <summary>
    /// Per cent of the room that policies and tags take; null when neither was passed: then AWS says nothing.
    /// </summary>
    public static int? PackedSize(IReadOnlyList<string>? policies, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (policies is null && tags.Count == 0)
        {
            return null;
        }

        var bytes = (policies ?? []).Sum(Encoding.UTF8.GetByteCount)
            + tags.Sum(t => Encoding.UTF8.GetByteCount(t.Key) + Encoding.UTF8.GetByteCount(t.Value) + 2);
        var percent = Math.Max(1, (bytes * 100 / PackedMax) + 1);
        return percent <= 100 ? percent : throw StsErrors.PackedTooLarge(percent);
    }

    private static void CheckSyntax(string document)
    {
        try
        {
            if (JsonNode.Parse(document) is JsonObject policy && policy["Statement"] is JsonArray or JsonObject)
            {
                return;
            }
        }
        catch (JsonException)
        {
            // Answered below: what is wrong with it, AWS does not say either.
        }

        throw StsErrors.MalformedPolicy();
    }
}
