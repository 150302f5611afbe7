using Eso.Kubernetes.Configuration;

namespace Eso.Kubernetes.Transport;

/// <summary>The bearer token; a token file is read again after a minute, as kubelets renew it in place.</summary>
internal sealed class TokenSource(KubeConnection connection, TimeProvider clock)
{
    private static readonly TimeSpan FileLifetime = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private string? token = connection.TokenFile is null ? connection.Token : null;
    private DateTimeOffset readAt = DateTimeOffset.MinValue;

    public string Current()
    {
        if (connection.TokenFile is not { } file)
        {
            return token ?? "";
        }

        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (token is not null && now - readAt < FileLifetime)
            {
                return token;
            }

            try
            {
                token = File.ReadAllText(file).Trim();
                readAt = now;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The old token may still be good; without any there is nothing to send.
                if (token is null)
                {
                    throw new KubeConfigException($"token file {file} cannot be read: {e.Message}", e);
                }
            }

            return token;
        }
    }
}
