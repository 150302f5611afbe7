using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;

namespace Eso.Operator.Providers.Kubernetes;

/// <summary>Secrets of another cluster, or of another namespace of this one.</summary>
internal sealed class KubernetesProvider(ProviderServices services) : ISecretProvider
{
    private const string DefaultServer = "kubernetes.default";
    private static readonly string[] OwnNames =
        [DefaultServer, "kubernetes", DefaultServer + ".svc", DefaultServer + ".svc.cluster.local"];

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    public string Key => "kubernetes";

    public ProviderCapabilities Capabilities => ProviderCapabilities.ReadWrite;

    public IReadOnlyList<string> ValidateStore(StoreContext store)
    {
        var problems = new List<string>();
        var server = store.Spec.Object("server");
        var authority = server.Object("caProvider");
        if (store.Spec.Object("authRef") is null && server.Text("caBundle").Length == 0 && authority is null)
        {
            problems.Add("a CABundle or CAProvider is required");
        }

        var isCluster = store.Kind == StoreRefs.ClusterKind;
        if (authority is not null && isCluster && authority.Text("namespace").Length == 0)
        {
            problems.Add("CAProvider.namespace must not be empty with ClusterSecretStore");
        }
        else if (authority is not null && !isCluster && authority.Text("namespace").Length > 0)
        {
            problems.Add("CAProvider.namespace must be empty with SecretStore");
        }

        var auth = store.Spec.Object("auth");
        Selector("BearerToken", auth.Object("token").Object("bearerToken"));
        Selector("ClientCert", auth.Object("cert").Object("clientCert"));
        return problems;

        void Selector(string name, JsonObject? selector)
        {
            if (selector is null)
            {
                return;
            }

            if (selector.Text("name").Length == 0)
            {
                problems.Add($"{name}.Name cannot be empty");
            }

            if (selector.Text("key").Length == 0)
            {
                problems.Add($"{name}.Key cannot be empty");
            }

            if (StoreRefs.Problem(store, name, selector.TextOrNull("namespace")) is { } problem)
            {
                problems.Add(problem);
            }
        }
    }

    public async Task<ISecretsClient> ConnectAsync(StoreContext store, CancellationToken cancel)
    {
        if (store is { Kind: StoreRefs.ClusterKind, CallerNamespace: "" } && IsReferent(store.Spec))
        {
            return new ReferentClient();
        }

        var connection = store.Spec.Object("authRef") is { } kubeconfig
            ? await FromKubeconfigAsync(store, kubeconfig, cancel)
            : await FromSpecAsync(store, cancel);
        var ns = store.Spec.Text("remoteNamespace") is { Length: > 0 } named ? named : "default";
        return new KubernetesStore(
            new KubeClient(connection, services.HttpHandler, services.Clock), ns, store.Kind == StoreRefs.ClusterKind);
    }

    // Some selector leaves the namespace to whoever uses the store.
    private static bool IsReferent(JsonObject spec)
    {
        var auth = spec.Object("auth");
        JsonObject?[] selectors =
        [
            spec.Object("authRef"),
            auth.Object("token").Object("bearerToken"),
            auth.Object("serviceAccount"),
            auth.Object("cert").Object("clientCert"),
            auth.Object("cert").Object("clientKey"),
        ];
        return selectors.Any(static s => s is not null && s.TextOrNull("namespace") is null);
    }

    private static async Task<KubeConnection> FromKubeconfigAsync(
        StoreContext store,
        JsonObject selector,
        CancellationToken cancel)
    {
        var text = await StoreRefs.SecretKeyAsync(store, SelectorRef.Read(selector)!, cancel);
        try
        {
            return KubeConfigFile.Parse(text.RevealText());
        }
        catch (KubeConfigException e)
        {
            throw new ProviderException(Failure.Invalid, $"failed to prepare auth: {e.Message}", e);
        }
    }

    private async Task<KubeConnection> FromSpecAsync(StoreContext store, CancellationToken cancel)
    {
        var server = store.Spec.Object("server");
        var url = server.Text("url") is { Length: > 0 } given ? given : DefaultServer;
        url = url.Contains("://", StringComparison.Ordinal) ? url : "https://" + url;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            throw new ProviderException(Failure.Invalid, $"failed to prepare auth: {url} is not a URL");
        }

        if (OwnNames.Contains(address.Host) && services.OwnCluster is { } own)
        {
            // An operator outside its cluster cannot resolve that name, but knows the way.
            address = own;
        }

        var auth = store.Spec.Object("auth");
        return new KubeConnection
        {
            Server = address,
            TrustedRoots = await RootsAsync(store, server, cancel),
            Token = await TokenAsync(store, auth, cancel),
            ClientCertificate = await CertificateAsync(store, auth.Object("cert"), cancel),
        };
    }

    private static async Task<X509Certificate2Collection?> RootsAsync(
        StoreContext store,
        JsonObject? server,
        CancellationToken cancel)
    {
        var pem = server.Text("caBundle") is { Length: > 0 } bundle
            ? FromBase64(bundle)
            : server.Object("caProvider") is { } provider ? await StoreRefs.AuthorityAsync(
                store, provider, cancel) : null;
        return StoreRefs.Roots(pem);
    }

    private static async Task<string?> TokenAsync(StoreContext store, JsonObject? auth, CancellationToken cancel)
    {
        if (SelectorRef.Read(auth.Object("token").Object("bearerToken")) is { } bearer)
        {
            return (await StoreRefs.SecretKeyAsync(store, bearer, cancel)).RevealText().Trim();
        }

        if (ServiceAccountRef.Read(auth.Object("serviceAccount")) is not { } account)
        {
            return null;
        }

        var ns = StoreRefs.NamespaceOf(store, account.Namespace);
        var token = await store.Refs.ServiceAccountTokenAsync(
            ns, account.Name, account.Audiences, TokenLifetime, cancel);
        return token.RevealText();
    }

    private static async Task<X509Certificate2?> CertificateAsync(
        StoreContext store,
        JsonObject? cert,
        CancellationToken cancel)
    {
        if (SelectorRef.Read(cert.Object("clientCert")) is not { } certificate
            || SelectorRef.Read(cert.Object("clientKey")) is not { } key)
        {
            return null;
        }

        var certificatePem = await StoreRefs.SecretKeyAsync(store, certificate, cancel);
        var keyPem = await StoreRefs.SecretKeyAsync(store, key, cancel);
        try
        {
            return X509Certificate2.CreateFromPem(certificatePem.RevealText(), keyPem.RevealText());
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ProviderException(
                Failure.Invalid, "failed to prepare auth: client certificate and key do not fit", e);
        }
    }

    private static string FromBase64(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException e)
        {
            throw new ProviderException(Failure.Invalid, "failed to decode ca bundle: illegal base64 data", e);
        }
    }
}
