using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Operator.Providers.Specs;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Providers.Webhook;

/// <summary>
/// Sends the request a webhook spec describes. URL, headers and body are templates over <c>remoteRef</c> and the
/// Secrets
/// the spec names. Shared by the provider and the generator. Not emulated: NTLM.
/// </summary>
internal sealed class WebhookCaller(ProviderServices services)
{
    private const int AnswerBytesMax = 4 * 1024 * 1024;
    private const string NeededLabel = "external-secrets.io/type";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The answer's body; null when the endpoint says there is nothing (404).</summary>
    /// <param name="remoteRef">What templates see as <c>.remoteRef</c>.</param>
    /// <param name="push">A value to send; null when one is to be read.</param>
    public async Task<byte[]?> CallAsync(
        StoreContext store,
        IReadOnlyDictionary<string, string> remoteRef,
        SecretBytes? push,
        CancellationToken cancel)
    {
        var spec = store.Spec;
        if (spec["auth"] is JsonObject auth && auth["ntlm"] is not null)
        {
            throw new ProviderException(Failure.Invalid, "failed to setup authentication: ntlm is not supported");
        }

        var plain = await DataAsync(store, remoteRef, cancel);
        using var message = new HttpRequestMessage(
            new HttpMethod(Method(spec, push is not null)), Address(spec, plain));
        message.Content = Body(spec, plain, push);
        Headers(message, spec, plain);
        return await SendAsync(store, message, Timeout(spec), cancel);
    }

    /// <summary>A template over <c>remoteRef</c> and the named Secrets.</summary>
    public async Task<string> RenderAsync(
        StoreContext store,
        string template,
        IReadOnlyDictionary<string, string> remoteRef,
        CancellationToken cancel) =>
        template.Length == 0 ? "" : Render(template, await DataAsync(store, remoteRef, cancel), escape: false);

    /// <summary>The endpoint with an empty <c>remoteRef</c>; null when that is no address.</summary>
    public async Task<Uri?> EndpointAsync(StoreContext store, CancellationToken cancel)
    {
        var url = Render(
            store.Spec.Text("url"), await DataAsync(store, new Dictionary<string, string>(), cancel), escape: true);
        return Uri.TryCreate(url, UriKind.Absolute, out var address) ? address : null;
    }

    private static string Method(JsonObject spec, bool push) =>
        spec.Text("method") is { Length: > 0 } method ? method.ToUpperInvariant() : push ? "POST" : "GET";

    private Uri Address(JsonObject spec, Dictionary<string, Dictionary<string, string>> data)
    {
        var url = Render(spec.Text("url"), data, escape: true);
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? address
            : throw new ProviderException(Failure.Invalid, "failed to parse url: it is no http(s) address");
    }

    private ByteArrayContent? Body(
        JsonObject spec,
        Dictionary<string, Dictionary<string, string>> data,
        SecretBytes? push)
    {
        if (spec.Text("body") is { Length: > 0 } body)
        {
            return new ByteArrayContent(Encoding.UTF8.GetBytes(Render(body, data, escape: false)));
        }

        return push is { } value ? new ByteArrayContent(value.Reveal().ToArray()) : null;
    }

    private void Headers(
        HttpRequestMessage message,
        JsonObject spec,
        Dictionary<string, Dictionary<string, string>> data)
    {
        foreach (var (name, template) in spec.Map("headers"))
        {
            var value = Render(template, data, escape: false);
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.Remove(name);
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private async Task<byte[]?> SendAsync(
        StoreContext store,
        HttpRequestMessage message,
        TimeSpan timeout,
        CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(timeout, services.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        using var http = await InvokerAsync(store, cancel);
        using var calling = services.Calling?.Invoke("a webhook is being called");
        try
        {
            using var response = await http.SendAsync(message, either.Token);
            switch ((int)response.StatusCode)
            {
                case 404:
                    return null;
                case 304:
                    throw new ProviderException(Failure.Invalid, "not modified");
                case < 200 or >= 300:
                    throw new ProviderException(
                        Class(response.StatusCode),
                        $"endpoint gave error {(int)response.StatusCode} {Words(response.StatusCode)}");
            }

            await response.Content.LoadIntoBufferAsync(AnswerBytesMax, either.Token);
            return await response.Content.ReadAsByteArrayAsync(either.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new ProviderException(Failure.Unavailable, "failed to call endpoint: timed out", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ProviderException(Failure.Unavailable, $"failed to call endpoint: {e.Message}", e);
        }
    }

    private async Task<HttpMessageInvoker> InvokerAsync(StoreContext store, CancellationToken cancel)
    {
        if (services.HttpHandler is { } given)
        {
            return new HttpMessageInvoker(given, disposeHandler: false);
        }

        var handler = new SocketsHttpHandler();
        if (await RootsAsync(store, cancel) is { } roots)
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return new HttpMessageInvoker(handler);
    }

    private static async Task<X509Certificate2Collection?> RootsAsync(StoreContext store, CancellationToken cancel)
    {
        var pem = store.Spec.Text("caBundle") is { Length: > 0 } bundle
            ? Encoding.UTF8.GetString(Convert.FromBase64String(bundle))
            : store.Spec["caProvider"] is JsonObject provider
                ? await StoreRefs.AuthorityAsync(store, provider, cancel)
                : null;
        return StoreRefs.Roots(pem);
    }

    // .remoteRef.<…> and .<secret's name in the spec>.<key>
    private static async Task<Dictionary<string, Dictionary<string, string>>> DataAsync(
        StoreContext store,
        IReadOnlyDictionary<string, string> remoteRef,
        CancellationToken cancel)
    {
        var data = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal)
        {
            ["remoteRef"] = new(remoteRef, StringComparer.Ordinal),
        };
        foreach (var entry in (store.Spec["secrets"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var selector = SelectorRef.Read(entry["secretRef"]) ?? new SelectorRef("", null, "");
            var ns = StoreRefs.NamespaceOf(store, selector.Namespace);
            var secret = await store.Refs.SecretAsync(ns, selector.Name, cancel) ?? throw new ProviderException(
                Failure.Invalid, $"failed to get secret {selector.Name}: secrets \"{selector.Name}\" not found");

            // A webhook sends what it reads to anybody: only Secrets that say so may be read.
            if (await store.Refs.SecretLabelsAsync(ns, selector.Name, cancel) is { } labels
                && labels.GetValueOrDefault(NeededLabel) != "webhook")
            {
                throw new ProviderException(
                    Failure.Denied,
                    "secret does not contain needed label 'external-secrets.io/type: webhook'. "
                    + "Update secret label to use it with webhook");
            }

            data[entry.Text("name")] = secret.ToDictionary(
                static e => e.Key, static e => e.Value.RevealText(), StringComparer.Ordinal);
        }

        return data;
    }

    private string Render(string template, Dictionary<string, Dictionary<string, string>> data, bool escape)
    {
        var maps = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, values) in data)
        {
            var map = values.ToDictionary(
                static e => ByteText.FromText(e.Key),
                e => (object?)ByteText.FromText(escape ? WebUtility.UrlEncode(e.Value) : e.Value),
                StringComparer.Ordinal);
            maps[ByteText.FromText(name)] = new GoMap(GoType.StringMap, map);
        }

        try
        {
            var environment = new TemplateEnvironment { Clock = services.Clock };
            return ByteText.ToText(GoTemplate.Parse("webhooktemplate", template)
                .Execute(new GoMap(GoType.StringMaps, maps), environment, missingKeyIsError: false));
        }
        catch (TemplateException e)
        {
            var step = e.Phase == TemplatePhase.Parse ? "parse" : "execute";
            throw new ProviderException(Failure.Invalid, $"failed to {step} template: {e.Message}", e);
        }
    }

    private static TimeSpan Timeout(JsonObject spec) =>
        GoDuration.TryParse(spec.Text("timeout"), out var given) && given.Nanoseconds > 0
            ? given.ToTimeSpan()
            : DefaultTimeout;

    private static Failure Class(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => Failure.Denied,
        429 => Failure.Throttled,
        >= 500 => Failure.Unavailable,
        _ => Failure.Invalid,
    };

    // Go prints the status line's words.
    private static string Words(HttpStatusCode status)
    {
        using var response = new HttpResponseMessage(status);
        return response.ReasonPhrase ?? "";
    }
}
