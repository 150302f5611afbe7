using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Eso.Aws.Credentials;

namespace Eso.Aws;

/// <summary>
/// What every client of one service in one region as one identity has. Lists in answers are never null: the generated
/// readers write null where an answer is silent, so their getters put an empty list there.
/// </summary>
public abstract class AwsClient
{
    private readonly AwsService service;
    private readonly RetryPolicy retry;

    private protected AwsClient(
        AwsService service,
        AwsTransport transport,
        string region,
        IAwsCredentialSource? credentials,
        RetryPolicy? retry)
    {
        this.service = service;
        this.retry = retry ?? new RetryPolicy(transport.Settings.MaxAttempts);
        Transport = transport;
        Region = region;
        Credentials = credentials;
    }

    public AwsTransport Transport { get; }

    public string Region { get; }

    public IAwsCredentialSource? Credentials { get; }

    private protected async Task<TResponse> CallAsync<TRequest, TResponse>(
        string operation,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        CancellationToken cancel)
        where TResponse : new()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        var answer = await Transport.SendAsync(
            service, Region, Credentials, retry, new AwsRequest(operation, "application/x-amz-json-1.1", body), cancel);

        // Operations without output answer with nothing or {}.
        if (answer.Length == 0)
        {
            return new TResponse();
        }

        try
        {
            return JsonSerializer.Deserialize(answer, responseType) ?? new TResponse();
        }
        catch (JsonException e)
        {
            // The exception's own text quotes the body, and the body holds the secret.
            throw new AwsException(
                AwsFailure.Unavailable,
                $"operation error {service.DisplayName}: {operation}, deserialization failed at {e.Path}");
        }
    }

    private protected Task<byte[]> QueryAsync(
        string operation,
        QueryForm form,
        bool signed,
        CancellationToken cancel) =>
        Transport.SendAsync(
            service,
            Region,
            Credentials,
            retry,
            new AwsRequest(operation, "application/x-www-form-urlencoded", form.ToBytes(), signed),
            cancel);
}
