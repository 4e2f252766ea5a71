// Reads and writes topics with the official JavaScript client of the schema registry.
//
//   node wire.mjs read BOOTSTRAP REGISTRY TOPIC COUNT         prints COUNT decoded values, one JSON object a line
//   node wire.mjs write BOOTSTRAP REGISTRY TOPIC KEY FILE SET  writes FILE as an image event that names label set SET
import { readFileSync } from 'node:fs';
import { AvroDeserializer, AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry';
import kafkajs from 'kafkajs';

const [action, bootstrap, registryUrl, topic, ...rest] = process.argv.slice(2);
const kafka = new kafkajs.Kafka({ brokers: [bootstrap], logLevel: kafkajs.logLevel.ERROR });
const registry = new SchemaRegistryClient({ baseURLs: [registryUrl] });

if (action === 'read') {
  await read(Number(rest[0]));
} else {
  await write(...rest);
}

async function read(count) {
  const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {});
  const consumer = kafka.consumer({ groupId: `wire-${process.pid}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise((resolve, reject) => {
    let left = count;
    consumer.run({
      eachMessage: async ({ message }) => {
        try {
          const value = await deserializer.deserialize(topic, message.value);
          console.log(JSON.stringify({ key: message.key.toString(), value }));
          if (--left === 0) resolve();
        } catch (fault) {
          reject(fault);
        }
      },
    });
  });
  await consumer.disconnect();
}

async function write(key, file, labelSet) {
  const serializer = new AvroSerializer(registry, SerdeType.VALUE, { useLatestVersion: true });
  const event = { image: readFileSync(file), label_sets: [labelSet], source: 'node', metadata: { client: 'javascript' } };
  const value = await serializer.serialize(topic, event);
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ key, value }] });
  await producer.disconnect();
}
