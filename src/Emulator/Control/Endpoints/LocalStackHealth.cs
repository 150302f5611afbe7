using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>What tools made for LocalStack poll until the services run.</summary>
internal sealed class LocalStackHealth : IControlEndpoint
{
    public string Method => "GET";

    public string Path => "/_localstack/health";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel) => Task.FromResult<JsonNode?>(new JsonObject
    {
        ["services"] = new JsonObject
        {
            ["secretsmanager"] = "running",
            ["ssm"] = "running",
            ["sts"] = "running",
            ["iam"] = "running",
            ["kms"] = "running",
            ["ecr"] = "running",
        },
        ["edition"] = "community",
        ["version"] = "4.14.0",
    });
}
