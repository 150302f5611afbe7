using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Microsoft.AspNetCore.Http;

namespace Eso.Operator.Hosting;

/// <summary>
/// Asks the API server who a scraper is (TokenReview) and whether it may read /metrics (SubjectAccessReview), as
/// controller-runtime's metrics filter does. Answers are remembered for a minute.
/// </summary>
internal sealed class MetricsReviewer(KubeClient client, TimeProvider clock)
{
    private const int RememberedMax = 1024;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private static readonly ResourceType TokenReview =
        new("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", false);

    private static readonly ResourceType AccessReview =
        new("authorization.k8s.io", "v1", "subjectaccessreviews", "SubjectAccessReview", false);

    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, (int, string)? Refusal)> remembered =
        new(StringComparer.Ordinal);

    /// <summary>Status and text of a refusal; null when the caller may read.</summary>
    public async Task<(int Status, string Text)?> RefusalAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return (401, "Unauthorized");
        }

        var token = header["Bearer ".Length..].Trim();
        var now = clock.GetUtcNow();
        if (remembered.TryGetValue(token, out var known) && known.Until > now)
        {
            return known.Refusal;
        }

        try
        {
            var refusal = await AskAsync(token, context.RequestAborted);
            if (remembered.Count >= RememberedMax)
            {
                remembered.Clear();
            }

            remembered[token] = (now + Lifetime, refusal);
            return refusal;
        }
        catch (KubeException)
        {
            return (500, "Authentication failed");
        }
    }

    private async Task<(int, string)?> AskAsync(string token, CancellationToken cancel)
    {
        var review = await client.CreateAsync(
            TokenReview, null, Review(TokenReview, new JsonObject { ["token"] = token }), cancel);
        var status = review.Object("status");
        if (!status.Flag("authenticated") || status.Object("user") is not { } user)
        {
            return (401, "Unauthorized");
        }

        var spec = new JsonObject
        {
            ["user"] = user.Text("username"),
            ["uid"] = user.Text("uid"),
            ["groups"] = user["groups"]?.DeepClone(),
            ["extra"] = user["extra"]?.DeepClone(),
            ["nonResourceAttributes"] = new JsonObject { ["path"] = "/metrics", ["verb"] = "get" },
        };
        var answer = await client.CreateAsync(AccessReview, null, Review(AccessReview, spec), cancel);
        return answer.Object("status").Flag("allowed")
            ? null
            : (403, $"Authorization denied for user {user.Text("username")}");
    }

    private static JsonObject Review(ResourceType type, JsonObject spec) =>
        new() { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["spec"] = spec };
}
