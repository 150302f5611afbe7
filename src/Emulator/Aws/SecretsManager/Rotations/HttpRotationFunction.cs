using System.Net.Http.Headers;
using System.Text;

namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>
/// A rotation function behind HTTP: each step is a POST of the Lambda event; any answer but 2xx is a failure.
/// </summary>
internal sealed class HttpRotationFunction(Uri endpoint, HttpMessageInvoker http) : IRotationFunction
{
    public async Task InvokeAsync(RotationCall call, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.Event().ToJsonString())),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await http.SendAsync(request, cancel).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode || answer.Headers.Contains("X-Amz-Function-Error"))
        {
            throw new RotationFailedException($"{call.Step}: the function answered {(int)answer.StatusCode}");
        }
    }
}

/// <summary>A rotation step that did not succeed.</summary>
internal sealed class RotationFailedException(string message) : Exception(message);
