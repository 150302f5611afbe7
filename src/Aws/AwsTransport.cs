using System.Text;
using Eso.Aws.Credentials;

namespace Eso.Aws;

/// <summary>What a call wants to send.</summary>
/// <param name="Operation">E.g. <c>GetSecretValue</c>.</param>
/// <param name="ContentType">As sent and signed.</param>
/// <param name="Body">The bytes to sign and send; the same for every attempt.</param>
/// <param name="Signed">AssumeRoleWithWebIdentity is the one call without a signature.</param>
internal sealed record AwsRequest(string Operation, string ContentType, byte[] Body, bool Signed = true);

/// <summary>
/// The way to AWS that all clients of a process share: signs on the given clock, sends, retries as the SDKs' standard
/// mode does, turns every failure into an <see cref="AwsException"/>.
/// </summary>
public sealed class AwsTransport : IDisposable
{
    private const int MaxAnswerBytes = 32 * 1024 * 1024;
    private const int RetryTokensMax = 500;
    private const int RetryCost = 5;
    private const int LaneAttemptsMax = 12;
    private const string IdentityFailed = "IdentityFailed";
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(20);

    private readonly HttpMessageInvoker http;
    private readonly Random random;
    private readonly Lock gate = new();
    private readonly ClockSkew skew = new();
    private int retryTokens = RetryTokensMax;

    /// <param name="handler">Carries the requests instead of sockets; not disposed.</param>
    public AwsTransport(TimeProvider clock, Random random, AwsSettings settings, HttpMessageHandler? handler = null)
    {
        Clock = clock;
        Settings = settings;
        this.random = random;
        http = handler is null
            ? new HttpMessageInvoker(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
            : new HttpMessageInvoker(handler, disposeHandler: false);
    }

    public TimeProvider Clock { get; }

    public AwsSettings Settings { get; }

    /// <summary>Entered around every wait for the clock between attempts: such work is not busy.</summary>
    public Func<IDisposable>? Waiting { get; set; }

    /// <summary>Called after every attempt: service, operation, whether it failed. For metrics.</summary>
    public Action<AwsService, string, bool>? Called { get; set; }

    public void Dispose() => http.Dispose();

    internal async Task<byte[]> SendAsync(
        AwsService service,
        string region,
        IAwsCredentialSource? credentials,
        RetryPolicy retry,
        AwsRequest request,
        CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            AwsException failure;
            try
            {
                if (retry.Lane is { } lane)
                {
                    await lane.TurnAsync(Waiting, cancel);
                }

                var answer = await AttemptAsync(service, region, credentials, request, cancel);
                Called?.Invoke(service, request.Operation, false);
                Refund(attempt > 1 ? RetryCost : 1);
                retry.Lane?.Succeeded();
                return answer;
            }
            catch (AwsException e)
            {
                Called?.Invoke(service, request.Operation, true);
                failure = e;
            }

            if (failure.Failure is AwsFailure.Throttled && retry.Lane is { } slowed)
            {
                slowed.Throttled();
                if (attempt < LaneAttemptsMax)
                {
                    // The lane decides when to try again, for all who wait in it.
                    continue;
                }
            }

            // The source has retried by itself; a second round around it would multiply the load.
            var retryable = (failure.Failure is AwsFailure.Throttled or AwsFailure.Unavailable)
                && failure.Code != IdentityFailed;
            if (!retryable || attempt >= retry.MaxAttempts || !TryTakeTokens())
            {
                throw Worded(service, request, failure, retryable && attempt > 1 ? attempt : 0);
            }

            await WaitAsync(retry, attempt, cancel);
        }
    }

    /// <summary>A plain GET, for the container credentials endpoint and IMDS.</summary>
    internal async Task<(int Status, byte[] Body)> GetAsync(HttpRequestMessage message, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(Settings.AttemptTimeoutSeconds), Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            using var response = await http.SendAsync(message, either.Token);
            return ((int)response.StatusCode, await ReadAsync(response, either.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new AwsException(AwsFailure.Unavailable, "request timed out");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new AwsException(AwsFailure.Unavailable, $"request send failed, {e.Message}", e);
        }
    }

    private async Task<byte[]> AttemptAsync(
        AwsService service,
        string region,
        IAwsCredentialSource? source,
        AwsRequest request,
        CancellationToken cancel)
    {
        var endpoint = service.Endpoint(region, Settings);
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint);
        message.Content = new ByteArrayContent(request.Body);
        message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        message.Headers.TryAddWithoutValidation("User-Agent", "eso/0.1");
        if (service.Target.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("X-Amz-Target", $"{service.Target}.{request.Operation}");
        }

        if (request.Signed)
        {
            var credentials = await IdentityAsync(source, cancel);
            if (credentials.AccessKeyId.Any(char.IsControl) || credentials.SessionToken.Any(char.IsControl))
            {
                // Mostly a line end at the end of a file that became a Secret.
                throw new AwsException(
                    AwsFailure.Denied,
                    $"request send failed, Post \"{endpoint}\": net/http: invalid header field value "
                    + "for \"Authorization\"");
            }

            AwsSignature.Sign(message, request.Body, credentials, region, service.SigningName, Clock.GetUtcNow() + skew.Of(endpoint));
        }

        try
        {
            var (status, type, date, body) = await ExchangeAsync(message, cancel);
            if (status is >= 200 and < 300)
            {
                return body;
            }

            var refusal = AwsErrorReader.Read(service, status, type, body);
            throw request.Signed && skew.Learns(endpoint, refusal.Code, date, Clock.GetUtcNow())
                ? new AwsException(AwsFailure.Unavailable, refusal.Message)
                {
                    Code = refusal.Code,
                    ServiceMessage = refusal.ServiceMessage,
                    Status = refusal.Status,
                }
                : refusal;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new AwsException(
                AwsFailure.Unavailable, $"request send failed, Post \"{endpoint}\": request timed out");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new AwsException(AwsFailure.Unavailable, $"request send failed, Post \"{endpoint}\": {e.Message}", e);
        }
    }

    private async Task<(int Status, string ErrorType, DateTimeOffset? Date, byte[] Body)> ExchangeAsync(
        HttpRequestMessage message,
        CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(Settings.AttemptTimeoutSeconds), Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        using var response = await http.SendAsync(message, either.Token);
        var type = response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.First() : "";
        return ((int)response.StatusCode, type, response.Headers.Date, await ReadAsync(response, either.Token));
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancel);
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    private static async ValueTask<AwsCredentials> IdentityAsync(IAwsCredentialSource? source, CancellationToken cancel)
    {
        try
        {
            return source is null
                ? throw new AwsException(AwsFailure.Denied, "no credentials were given")
                : await source.GetAsync(cancel);
        }
        catch (AwsException e)
        {
            var failure = e.Failure is AwsFailure.Client ? AwsFailure.Denied : e.Failure;
            const string Prefix = "get identity: get credentials: failed to refresh cached credentials, ";
            throw new AwsException(failure, Prefix + e.Message, e)
            {
                Code = IdentityFailed,
            };
        }
    }

    private async Task WaitAsync(RetryPolicy retry, int attempt, CancellationToken cancel)
    {
        double share;
        lock (random)
        {
            share = random.NextDouble();
        }

        var backoff = Math.Min(share * Math.Pow(2, attempt - 1), MaxBackoff.TotalSeconds);
        var wait = retry.FixedDelay ?? TimeSpan.FromSeconds(backoff);
        using var waiting = Waiting?.Invoke();
        await Task.Delay(wait, Clock, cancel);
    }

    private bool TryTakeTokens()
    {
        lock (gate)
        {
            if (retryTokens < RetryCost)
            {
                return false;
            }

            retryTokens -= RetryCost;
            return true;
        }
    }

    private void Refund(int tokens)
    {
        lock (gate)
        {
            retryTokens = Math.Min(RetryTokensMax, retryTokens + tokens);
        }
    }

    // operation error SSM: GetParameter, https response error StatusCode: 400, ParameterNotFound:
    private static AwsException Worded(AwsService service, AwsRequest request, AwsException failure, int attempts)
    {
        var text = new StringBuilder($"operation error {service.DisplayName}: {request.Operation}, ");
        if (attempts > 0)
        {
            text.Append($"exceeded maximum number of attempts, {attempts}, ");
        }

        return new AwsException(failure.Failure, text.Append(failure.Message).ToString(), failure.InnerException)
        {
            Code = failure.Code,
            ServiceMessage = failure.ServiceMessage,
            Status = failure.Status,
        };
    }
}

/// <summary>How often and how patiently a client retries.</summary>
/// <param name="MaxAttempts">The first one included.</param>
/// <param name="FixedDelay">Instead of the exponential backoff with jitter.</param>
/// <param name="Lane">
/// Paces every attempt; throttled calls then queue in it instead of backing off each by itself.
/// </param>
public sealed record RetryPolicy(int MaxAttempts, TimeSpan? FixedDelay = null, AwsLane? Lane = null);
