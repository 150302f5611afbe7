using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>Fills Secrets of type kubernetes.io/service-account-token, and removes those whose account is gone.</summary>
internal sealed class TokenSecrets(KubeCore core) : IController
{
    private const string Type = "kubernetes.io/service-account-token";
    private const string AccountName = "kubernetes.io/service-account.name";
    private const string AccountUid = "kubernetes.io/service-account.uid";
    private readonly ClusterClient client = new(core, "token-controller");

    public string Name => "serviceaccount-token";

    public async ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        switch (change.Table!.StorageKey)
        {
            case "secrets" when change.Type != StoreEventType.Deleted && IsToken(change.Object!):
                await SettleAsync(change.Object!).ConfigureAwait(false);
                break;
            case "serviceaccounts" when change.Type != StoreEventType.Modified:
                var table = core.Store.Table("secrets");
                foreach (var secret in ObjectReads.InNamespace(table, change.Object!.Namespace).Where(IsToken).ToList())
                {
                    await SettleAsync(secret).ConfigureAwait(false);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Before a new Secret's answer goes out: clients read the token with their next request, which on a real server
    /// is slower than its controller.
    /// </summary>
    public ValueTask CreatedAsync(StoredObject stored) =>
        IsToken(stored) && core.Find("serviceaccounts", stored.Namespace, AccountOf(stored)) is not null
            ? SettleAsync(stored)
            : ValueTask.CompletedTask;

    private static string AccountOf(StoredObject stored) =>
        ObjectFields.Text(stored.Parse()["metadata"]?["annotations"] as JsonObject, AccountName);

    private static bool IsToken(StoredObject stored) => stored.Head.Field("type") == Type;

    private async ValueTask SettleAsync(StoredObject stored)
    {
        var secret = stored.Parse();
        var annotations = secret["metadata"]?["annotations"] as JsonObject;
        var account = core.Find("serviceaccounts", stored.Namespace, ObjectFields.Text(annotations, AccountName));
        var uid = ObjectFields.Text(annotations, AccountUid);
        var kind = client.Kind("v1", "Secret");
        if (account is null || account.Head.Deleting || (uid.Length > 0 && uid != account.Uid))
        {
            await client.DeleteAsync(kind, stored).ConfigureAwait(false);
            return;
        }

        var data = secret["data"] as JsonObject;
        if (uid.Length > 0 && data?["token"] is not null && data["ca.crt"] is not null && data["namespace"] is not null)
        {
            return;
        }

        await client.UpdateAsync(kind, stored.Namespace, stored.Name, obj => Fill(obj, account)).ConfigureAwait(false);
    }

    private bool Fill(JsonObject secret, StoredObject account)
    {
        var metadata = ObjectFields.Ensure(secret, "metadata");
        ObjectFields.Ensure(metadata, "annotations")[AccountUid] = account.Uid;
        var data = ObjectFields.Ensure(secret, "data");
        data["ca.crt"] = Encode(core.Certificates.Pem);
        data["namespace"] = Encode(account.Namespace);
        if (data["token"] is null)
        {
            const string prefix = "kubernetes.io/serviceaccount/";
            data["token"] = Encode(core.Tokens.Sign(new JsonObject
            {
                ["iss"] = "kubernetes/serviceaccount",
                [prefix + "namespace"] = account.Namespace,
                [prefix + "secret.name"] = ObjectFields.Name(secret),
                [prefix + "service-account.name"] = account.Name,
                [prefix + "service-account.uid"] = account.Uid,
                ["sub"] = $"system:serviceaccount:{account.Namespace}:{account.Name}",
            }));
        }

        return true;
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
