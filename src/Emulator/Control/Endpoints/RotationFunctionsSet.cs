using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>
/// Registers rotation functions: <c>{"name":"url"}</c>. RotateSecret names one as the last part of a Lambda ARN; each
/// step's event is POSTed to its URL. Answers the names of all there are.
/// </summary>
internal sealed class RotationFunctionsSet : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/rotation-functions";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        var functions = request.World.Aws.RotationFunctions;
        var named = new List<(string Name, Uri Url)>();
        foreach (var (name, value) in request.Body)
        {
            named.Add(Uri.TryCreate(value?.ToString(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? (name, url)
                : throw new ControlError(400, $"{name}: a rotation function is an http or https URL"));
        }

        named.ForEach(f => functions.Register(f.Name, f.Url));
        return Task.FromResult<JsonNode?>(new JsonObject
        {
            ["names"] = new JsonArray(functions.Names.Select(n => (JsonNode)n).ToArray()),
        });
    }
}
