using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("Every candidate is told that the Lease is its own: several operators lead at once. Needs world.leaderElection.")]
internal sealed record TwoLeaders : Fault
{
    private const int LeaseBytesMax = 64 * 1024;

    public override string Server => "kube";

    public override bool Concerns(RequestFacts facts) => facts is { Target: "kube", Resource: "leases", FromOperator: true };

    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        if (context.Facts.Verb is not ("create" or "update"))
        {
            await FaultAnswers.KubeAsync(context, 404, null);
            return;
        }

        using var body = new MemoryStream();
        await context.Http.Request.Body.CopyToAsync(body, context.Http.RequestAborted);
        var lease = body.Length <= LeaseBytesMax ? JsonNode.Parse(body.ToArray()) as JsonObject : null;
        if (lease?["metadata"] is JsonObject metadata)
        {
            metadata["resourceVersion"] = "1";
        }

        context.Http.Response.StatusCode = context.Facts.Verb == "create" ? 201 : 200;
        context.Http.Response.ContentType = "application/json";
        await context.Http.Response.WriteAsync((lease ?? []).ToJsonString(), context.Http.RequestAborted);
    }
}
