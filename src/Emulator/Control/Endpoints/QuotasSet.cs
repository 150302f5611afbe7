using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Usage;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>
/// <c>{"mode":"aws"|"off"}</c> and rates of single operations: <c>{"secretsmanager.GetSecretValue":5}</c>, null takes
/// one back.
/// </summary>
internal sealed class QuotasSet : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/quotas";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        var quotas = request.World.Aws.Quotas;
        foreach (var (name, value) in request.Body)
        {
            if (name == "mode")
            {
                quotas.Mode = value?.ToString() switch
                {
                    "aws" => QuotaMode.Aws,
                    "off" => QuotaMode.Off,
                    var other => throw new ControlError(400, $"mode is aws or off, found {other}"),
                };
                continue;
            }

            quotas.Set(name, value switch
            {
                null => null,
                JsonValue number when number.GetValueKind() == JsonValueKind.Number && (double)number > 0 => (double)number,
                _ => throw new ControlError(400, $"{name}: the rate must be a number of calls a second above 0, or null"),
            });
        }

        return Task.FromResult<JsonNode?>(quotas.Report());
    }
}
