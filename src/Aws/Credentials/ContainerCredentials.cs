using System.Text.Json;

namespace Eso.Aws.Credentials;

/// <summary>
/// The credentials endpoint of ECS and of EKS Pod Identity.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
/// </summary>
internal sealed class ContainerCredentials(AwsTransport transport, Uri endpoint) : IAwsCredentialSource
{
    /// <summary>Null when the environment names no endpoint.</summary>
    public static ContainerCredentials? Find(AwsTransport transport)
    {
        var settings = transport.Settings;
        if (settings["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] is { } path)
        {
            return new ContainerCredentials(transport, new Uri("http://169.254.170.2" + path));
        }

        if (settings["AWS_CONTAINER_CREDENTIALS_FULL_URI"] is not { } full)
        {
            return null;
        }

        if (!Uri.TryCreate(full, UriKind.Absolute, out var endpoint) || !IsAllowed(endpoint))
        {
            throw new AwsException(
                AwsFailure.Denied,
                "invalid endpoint host, only loopback/ecs/eks hosts are allowed in AWS_CONTAINER_CREDENTIALS_FULL_URI");
        }

        return new ContainerCredentials(transport, endpoint);
    }

    public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, endpoint);
        if (await TokenAsync(cancel) is { } token)
        {
            message.Headers.TryAddWithoutValidation("Authorization", token);
        }

        var (status, body) = await transport.GetAsync(message, cancel);
        if (status != 200)
        {
            throw new AwsException(AwsFailure.Denied, $"failed to load credentials, StatusCode: {status}")
            {
                Status = status,
            };
        }

        return Read(body);
    }

    internal static AwsCredentials Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return new AwsCredentials
            {
                AccessKeyId = root.GetProperty("AccessKeyId").GetString() ?? "",
                SecretAccessKey = root.GetProperty("SecretAccessKey").GetString() ?? "",
                SessionToken = root.TryGetProperty("Token", out var token) ? token.GetString() ?? "" : "",
                Expiration = root.TryGetProperty("Expiration", out var ends) && ends.TryGetDateTimeOffset(out var at)
                    ? at
                    : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new AwsException(AwsFailure.Denied, "failed to load credentials, the answer is not understood");
        }
    }

    private async ValueTask<string?> TokenAsync(CancellationToken cancel)
    {
        if (transport.Settings["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] is not { } file)
        {
            return transport.Settings["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
        }

        try
        {
            return (await File.ReadAllTextAsync(file, cancel)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AwsException(AwsFailure.Denied, $"failed to read authorization token from {file}", e);
        }
    }

    // Anybody could be asked otherwise, and would be told the token.
    private static bool IsAllowed(Uri endpoint) =>
        endpoint.Scheme == "https" || endpoint.IsLoopback
        || endpoint.Host is "169.254.170.2" or "169.254.170.23" or "[fd00:ec2::23]";
}
