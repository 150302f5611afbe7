using System.Text;

namespace Eso.Aws.Credentials;

/// <summary>The role of the EC2 instance, by IMDSv2.</summary>
internal sealed class InstanceCredentials(AwsTransport transport) : IAwsCredentialSource
{
    private readonly string endpoint =
        (transport.Settings["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254").TrimEnd('/');

    public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancel)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Put, endpoint + "/latest/api/token");
        ask.Headers.TryAddWithoutValidation("X-aws-ec2-metadata-token-ttl-seconds", "21600");
        var token = Encoding.ASCII.GetString(await OkAsync(ask, cancel));
        const string Path = "/latest/meta-data/iam/security-credentials/";
        var role = Encoding.ASCII.GetString(await OkAsync(Get(Path, token), cancel)).Split('\n')[0].Trim();
        return ContainerCredentials.Read(await OkAsync(Get(Path + role, token), cancel));
    }

    private HttpRequestMessage Get(string path, string token)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, endpoint + path);
        message.Headers.TryAddWithoutValidation("X-aws-ec2-metadata-token", token);
        return message;
    }

    private async Task<byte[]> OkAsync(HttpRequestMessage message, CancellationToken cancel)
    {
        var (status, body) = await transport.GetAsync(message, cancel);
        return status == 200
            ? body
            : throw new AwsException(AwsFailure.Denied, $"no EC2 IMDS role found, StatusCode: {status}")
            {
                Status = status,
            };
    }
}
