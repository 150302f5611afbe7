// Kubernetes' official JavaScript client, unmodified, against the server of $KUBECONFIG.
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import * as k8s from '@kubernetes/client-node'

const kc = new k8s.KubeConfig()
kc.loadFromDefault()
const core = kc.makeApiClient(k8s.CoreV1Api)
const apps = kc.makeApiClient(k8s.AppsV1Api)
const custom = kc.makeApiClient(k8s.CustomObjectsApi)
const extensions = kc.makeApiClient(k8s.ApiextensionsV1Api)
const authorization = kc.makeApiClient(k8s.AuthorizationV1Api)
const objects = k8s.KubernetesObjectApi.makeApiClient(kc)
const namespace = `node-${process.pid}`
let failed = 0

async function check (name, run) {
  try {
    await run()
    console.log(`ok   ${name}`)
  } catch (e) {
    failed++
    console.log(`FAIL ${name}: ${e.stack ?? e}`)
  }
}

async function until (what, run, seconds = 20) {
  for (let left = seconds * 5; ; left--) {
    const value = await run()
    if (value) return value
    if (left === 0) throw new Error(`not within ${seconds} s: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

const code = async promise => { try { await promise } catch (e) { return e.code } return 'no error' }
const mergePatch = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch)
const strategicPatch = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.StrategicMergePatch)
const jsonPatch = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.JsonPatch)
const applyPatch = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.ServerSideApply)

await check('version and namespace', async () => {
  const version = await kc.makeApiClient(k8s.VersionApi).getCode()
  assert.match(version.gitVersion, /^v1\./)
  await core.createNamespace({ body: { metadata: { name: namespace } } })
})

await check('secret: create, read, replace, conflict, delete', async () => {
  const made = await core.createNamespacedSecret({ namespace, body: { metadata: { name: 's' }, stringData: { k: 'v' } } })
  assert.equal(Buffer.from(made.data.k, 'base64').toString(), 'v')
  made.data.k = Buffer.from('w').toString('base64')
  const changed = await core.replaceNamespacedSecret({ name: 's', namespace, body: made })
  assert.notEqual(changed.metadata.resourceVersion, made.metadata.resourceVersion)
  assert.equal(await code(core.replaceNamespacedSecret({ name: 's', namespace, body: made })), 409)
  assert.equal(await code(core.createNamespacedSecret({ namespace, body: { metadata: { name: 's' } } })), 409)
  await core.deleteNamespacedSecret({ name: 's', namespace })
  assert.equal(await code(core.readNamespacedSecret({ name: 's', namespace })), 404)
})

await check('patches: merge, strategic, JSON, apply', async () => {
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'p' }, data: { a: '1' } } })
  const patch = (body, options) => core.patchNamespacedConfigMap(
    { name: 'p', namespace, body, fieldManager: 'node', force: options === applyPatch ? true : undefined }, options)
  assert.deepEqual((await patch({ data: { b: '2' } }, mergePatch)).data, { a: '1', b: '2' })
  assert.deepEqual((await patch({ data: { a: null } }, strategicPatch)).data, { b: '2' })
  assert.deepEqual((await patch([{ op: 'replace', path: '/data/b', value: '3' }], jsonPatch)).data, { b: '3' })
  const applied = await patch({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'p' }, data: { c: '4' } }, applyPatch)
  assert.deepEqual(applied.data, { b: '3', c: '4' })
})

await check('lists: selectors and pages', async () => {
  for (const n of ['l1', 'l2', 'l3']) {
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: n, labels: { page: 'yes' } } } })
  }
  const first = await core.listNamespacedConfigMap({ namespace, labelSelector: 'page=yes', limit: 2 })
  assert.equal(first.items.length, 2)
  const rest = await core.listNamespacedConfigMap({ namespace, labelSelector: 'page=yes', limit: 2, _continue: first.metadata._continue })
  assert.deepEqual(rest.items.map(i => i.metadata.name), ['l3'])
  const one = await core.listNamespacedConfigMap({ namespace, fieldSelector: 'metadata.name=l1' })
  assert.equal(one.items.length, 1)
})

await check('watch', async () => {
  const events = []
  const watch = new k8s.Watch(kc)
  const controller = await watch.watch(`/api/v1/namespaces/${namespace}/configmaps`, { labelSelector: 'watched=yes' },
    (type, object) => events.push(`${type} ${object.metadata.name}`), () => {})
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'w', labels: { watched: 'yes' } } } })
  await core.patchNamespacedConfigMap({ name: 'w', namespace, body: { data: { a: '1' } } }, mergePatch)
  await core.deleteNamespacedConfigMap({ name: 'w', namespace })
  await until('three events', () => events.length >= 3)
  assert.deepEqual(events, ['ADDED w', 'MODIFIED w', 'DELETED w'])
  controller.abort()
})

await check('informer', async () => {
  const informer = k8s.makeInformer(kc, `/api/v1/namespaces/${namespace}/secrets`, () => core.listNamespacedSecret({ namespace }))
  const seen = []
  for (const kind of ['add', 'update', 'delete']) informer.on(kind, o => seen.push(`${kind} ${o.metadata.name}`))
  informer.on('error', e => seen.push(`error ${e}`))
  await informer.start()
  await core.createNamespacedSecret({ namespace, body: { metadata: { name: 'i' } } })
  await until('the add', () => seen.includes('add i'))
  assert.ok(informer.get('i', namespace))
  await core.patchNamespacedSecret({ name: 'i', namespace, body: { stringData: { a: 'b' } } }, mergePatch)
  await until('the update', () => seen.includes('update i'))
  await core.deleteNamespacedSecret({ name: 'i', namespace })
  await until('the delete', () => seen.includes('delete i'))
  await informer.stop()
})

await check('custom resources', async () => {
  const group = 'node.example.com'
  const schema = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer', minimum: 1 } } }, status: { type: 'object', x_kubernetes_preserve_unknown_fields: true } } }
  await extensions.createCustomResourceDefinition({
    body: {
      metadata: { name: `widgets.${group}` },
      spec: {
        group, scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources: { status: {} } }]
      }
    }
  })
  const place = { group, version: 'v1', namespace, plural: 'widgets' }
  const body = size => ({ apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'a' }, spec: { size } })
  await until('the kind to be served', async () => await code(custom.listNamespacedCustomObject(place)) === 'no error')
  assert.equal(await code(custom.createNamespacedCustomObject({ ...place, body: body(0) })), 422)
  await custom.createNamespacedCustomObject({ ...place, body: body(1) })
  const status = await custom.patchNamespacedCustomObjectStatus({ ...place, name: 'a', body: { status: { ready: true } } }, mergePatch)
  assert.equal(status.status.ready, true)
  const generic = await objects.read({ apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'a', namespace } })
  assert.equal(generic.spec.size, 1)
  await extensions.deleteCustomResourceDefinition({ name: `widgets.${group}` })
})

await check('deployment comes up; log and exec of its Pod', async () => {
  await apps.createNamespacedDeployment({
    namespace,
    body: {
      metadata: { name: 'd' },
      spec: {
        selector: { matchLabels: { app: 'd' } },
        template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'echo hello; sleep 3600'] }] } }
      }
    }
  })
  await until('a ready replica', async () => (await apps.readNamespacedDeployment({ name: 'd', namespace })).status?.readyReplicas === 1)
  const pod = (await core.listNamespacedPod({ namespace, labelSelector: 'app=d' })).items[0].metadata.name
  assert.match(await core.readNamespacedPodLog({ name: pod, namespace }), /hello/)
  const out = new PassThrough()
  let text = ''
  out.on('data', d => { text += d })
  const status = await new Promise((resolve, reject) => {
    new k8s.Exec(kc).exec(namespace, pod, 'c', ['echo', 'from exec'], out, null, null, false, resolve).catch(reject)
  })
  assert.equal(status.status, 'Success')
  await until('the output', () => text.includes('from exec'))
})

await check('access review', async () => {
  const review = await authorization.createSelfSubjectAccessReview({ body: { spec: { resourceAttributes: { verb: 'get', resource: 'secrets' } } } })
  assert.equal(review.status.allowed, true)
})

await check('namespace goes away', async () => {
  await core.deleteNamespace({ name: namespace })
  await until('404', async () => await code(core.readNamespace({ name: namespace })) === 404)
})

console.log(failed === 0 ? 'passed' : `${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
